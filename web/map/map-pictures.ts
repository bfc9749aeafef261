/** The pictures that labels are placed in: the map, and the inset of its far islands. Pure. */
import { boundsOf, type AreaFeature } from './areas.ts';
import type { Picture } from './label-layout.ts';
import type { Inset, MapFrame } from './map-frame.ts';
import type { Box, Size } from './place-labels.ts';
import { fitProjection, type Project } from './projection.ts';

/** A reef is drawn as a dot, px. */
export const DOT_PX = 12;
/** Of the buttons that zoom, in the right top corner, px. */
const BUTTONS = { width: 52, height: 80 };

export function mainPicture(
  features: readonly AreaFeature[],
  size: Size,
  frame: MapFrame,
  project: Project,
  hasButtons: boolean,
): Picture {
  const obstacles: Box[] = [];
  if (frame.inset) obstacles.push({ x: frame.inset.left, y: frame.inset.top, ...frame.inset });
  if (hasButtons) obstacles.push({ x: size.width - BUTTONS.width, y: 0, ...BUTTONS });
  return { features, project, width: size.width, height: size.height, obstacles };
}

export function insetPicture(islands: readonly AreaFeature[], { width, height }: Inset): Picture {
  const edge = DOT_PX + 0.06 * width;
  const padding = { top: edge, right: edge, bottom: edge, left: edge };
  const project = fitProjection(boundsOf(islands), width, height, padding);
  return { features: islands, project, width, height, obstacles: [], leastPx: DOT_PX };
}
