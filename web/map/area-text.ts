/** What stands on the map, or in the list beside it, for an area. */
export interface AreaText {
  code: string;
  /** As short as a map needs it. */
  name: string;
  /** Its figure as it is printed. */
  text: string;
  /** Marked by more than its colour. */
  isWorst: boolean;
}
