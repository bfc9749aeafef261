/**
 * The built web. The single page answers every path that is not a file: its router knows them. Files outside of `assets`,
 * the service worker among them, keep their names from build to build.
 */
import express, { type Express, type Response } from 'express';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toRoot } from './base-path.ts';
import { sendProblem } from './problem.ts';

export function serveWeb(app: Express, webDir: string, basePath: string | undefined): void {
  app.use(
    '/assets',
    express.static(join(webDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  const askEachTime = (response: Response) => void response.set('Cache-Control', 'no-cache');
  app.use(express.static(webDir, { index: false, redirect: false, setHeaders: askEachTime }));
  // Whatever it is called: a path that cannot be decoded too.
  app.get(/./, async (request, response) => {
    const html = await readFile(join(webDir, 'index.html'), 'utf8').catch(() => undefined);
    if (html === undefined) {
      const detail = 'the pages are not built: npm run build:web';
      return sendProblem(response, { status: 404, title: 'Not found', detail });
    }
    const root = toRoot(request.path, basePath);
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(html.replaceAll(/(src|href)="\.\//g, `$1="${root}`));
  });
}
