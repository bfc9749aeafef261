/** `GET /api/v1/basemap`: a part of the pack's `basemap.pmtiles`, as a page asks for it by `Range`. */
import type { Request, RequestHandler } from 'express';
import type { Basemap } from '../../contract/basemap.ts';
import { BASEMAP_FILE, basemapVersion } from '../../pack/basemap-file.ts';
import { sendProblem } from './problem.ts';

/** Of one request; a tile has some hundred kB at the most. */
const MOST_BYTES = 4 * 1_048_576;

export class BasemapRoute {
  /** Requests for more than one may ask for. */
  refused = 0;
  readonly #dir: string;
  readonly #basemap: Basemap | undefined;

  constructor(dir: string, basemap: Basemap | undefined) {
    this.#dir = dir;
    this.#basemap = basemap;
  }

  /** What pages need to know of it; undefined: there is none that can be drawn. */
  get told(): Basemap | undefined {
    return this.#basemap;
  }

  readonly get: RequestHandler = async (request, response) => {
    const version = this.#basemap?.version;
    if (version === undefined || (await basemapVersion(this.#dir).catch(() => undefined)) !== version) {
      const detail =
        version === undefined
          ? `the pack has no ${BASEMAP_FILE} that can be drawn`
          : `${BASEMAP_FILE} has changed since the server started; its next start reads it`;
      return sendProblem(response, { status: 404, title: 'Not found', detail });
    }
    if (!isBounded(request)) {
      this.refused++;
      const detail = `Range is ${JSON.stringify(request.get('range')) ?? 'missing'}; accepted: one range, bytes=FIRST-LAST, of at most ${MOST_BYTES} bytes`;
      return sendProblem(response, { status: 416, title: 'Range refused', detail });
    }
    // Pages ask by the version, so what a device has kept stays right.
    response.set({ ETag: `"${version}"`, 'Cache-Control': 'private, max-age=604800, immutable' });
    response.sendFile(BASEMAP_FILE, { root: this.#dir, cacheControl: false, lastModified: false });
  };
}

function isBounded(request: Request): boolean {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(request.get('range') ?? '') ?? [];
  return first !== undefined && last !== undefined && Number(last) - Number(first) < MOST_BYTES;
}
