/** Starts the browsers of the end-to-end tests: today's, and old ones that provinces still have. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { browserFiles } from './browser-files.ts';

const FLAGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Text rasterised by the emulated GPU costs half a core; a PC without a GPU rasterises in software too.
  '--disable-gpu-rasterization',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** A headless Chromium with WebGL in software. The caller closes it. */
export async function launchBrowser(extraFlags: string[] = [], packageName?: string): Promise<Browser> {
  return chromium.launch({ ...(await browserFiles(packageName)), args: [...FLAGS, ...extraFlags] });
}

export interface Dump {
  html: string;
  /** What the page wrote to the console, and its errors. */
  console: string[];
}

/**
 * What Chromium 80 makes of a page within some seconds; it is too old for Playwright, so it only prints it. On a busy
 * machine its seconds, which are virtual, can pass before the first script has come: such a page has no body, and is
 * asked for again.
 *
 * @throws Error when no page had a body.
 */
export async function dumpInChromium80(url: string): Promise<Dump> {
  for (let tries = 0; tries < 5; tries++) {
    const dump = await dumpOnce(url);
    if (dump.html.includes('<body')) return dump;
  }
  throw new Error(`Chromium 80 printed no page with a body of ${url}`);
}

async function dumpOnce(url: string): Promise<Dump> {
  const { executablePath, env } = await browserFiles('chromium-80');
  const flags = ['--no-sandbox', '--disable-gpu', '--enable-logging', '--v=0', '--dump-dom'];
  const args = [...flags, '--virtual-time-budget=10000', url];
  const { stdout, stderr } = await promisify(execFile)(executablePath, args, { env, timeout: 60_000 });
  return { html: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) };
}
