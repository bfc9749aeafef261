/** `GET /api/v1/walls`: the walls that are open to who asks. */
import type { RequestHandler } from 'express';
import type { WallsAnswer } from '../../contract/wall.ts';
import { grantedTo } from '../access/http-access.ts';
import type { Boards } from '../state/boards.ts';
import { openWalls } from '../walls/open-walls.ts';
import type { WallSettings } from '../walls/wall-settings.ts';

export function getWalls(settings: WallSettings, { directory, pack }: Boards): RequestHandler {
  return (_request, response) => {
    const answer: WallsAnswer = {
      walls: openWalls(settings.current, grantedTo(response), directory, pack),
    };
    response.json(answer);
  };
}
