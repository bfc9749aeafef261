/** Words of the map. */
import type { OverlayName } from '../../../contract/wall.ts';

export const map = {
  title: 'Map',
  zoomIn: 'Zoom the map in',
  zoomOut: 'Zoom the map out',
  more: (count: number) => `and ${count} more areas`,
  colouredBy: 'What the map is coloured by',
  /** `of`: what the figures are, beside the classes. */
  overlays: {
    lateRate: { title: 'Late rate by area', of: 'Late / in progress' },
    dueSoon: { title: 'Due soon by area', of: 'Due within one working day' },
    receivedToday: { title: 'Received today by area', of: 'Received today' },
    onlineShare: { title: 'Filed online by area', of: 'Online / received' },
    onTimeRate: { title: 'On-time rate by area', of: 'On time or early / resolved' },
    open: { title: 'In progress by area', of: 'In progress' },
  } satisfies Record<OverlayName, { title: string; of: string }>,
  /** What is counted. */
  units: { dossier: 'dossiers', other: 'cases' },
  /** Beside the legend. */
  undrawn: (count: number, names: string) => `${count} areas cannot be drawn: ${names}`,
  basemap: (source: string) => `Basemap: ${source}`,
  bubbles: 'late cases of a commune',
};
