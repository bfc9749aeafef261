/**
 * The walls that an administrator arranges, until he takes the file from here: nothing of it is stored. It is such as the pack's
 * reader accepts at any moment; what would not be is not done.
 */
import {
  MOST_OF_WALLS,
  type TileType,
  type Wall,
  type WallPage,
  type WallTile,
} from '../../../contract/wall.ts';
import { wallsText } from '../../../contract/wall-text.ts';
import { firstFree, isFree, isSame, type Place } from './layout.ts';
import { newTile, USUAL_SIZE, type WallCodes } from './new-tile.ts';
import { fileCode } from './wall-code.ts';

/** Changes that can be taken back. */
const MOST_BACK = 100;

export class WallDraft {
  #walls = $state.raw<readonly Wall[]>([]);
  #before = $state.raw<readonly (readonly Wall[])[]>([]);
  #wall = $state(0);
  #page = $state(0);
  #tile = $state(-1);
  readonly #codes: WallCodes;

  constructor(walls: readonly Wall[], codes: WallCodes) {
    this.#codes = codes;
    this.#walls = walls.reduce<Wall[]>(
      (all, wall) => [...all, { ...wall, wall: fileCode(wall.wall, all) }],
      [],
    );
  }

  get walls(): readonly Wall[] {
    return this.#walls;
  }

  get wallIndex(): number {
    return Math.min(this.#wall, this.#walls.length - 1);
  }

  get wall(): Wall {
    return this.#walls[this.wallIndex] as Wall;
  }

  get pageIndex(): number {
    return Math.min(this.#page, this.wall.pages.length - 1);
  }

  get page(): WallPage {
    return this.wall.pages[this.pageIndex] as WallPage;
  }

  /** -1: none. */
  get tileIndex(): number {
    return this.#tile < this.page.tiles.length ? this.#tile : -1;
  }

  get tile(): WallTile | undefined {
    return this.page.tiles[this.tileIndex];
  }

  get codes(): WallCodes {
    return this.#codes;
  }

  get isChanged(): boolean {
    return this.#before.length > 0;
  }

  get canAddWall(): boolean {
    return this.#walls.length < MOST_OF_WALLS.walls;
  }

  get canAddPage(): boolean {
    return this.wall.pages.length < MOST_OF_WALLS.pages;
  }

  /** Where one more tile would lie; undefined: there is no room. */
  get freePlace(): Place | undefined {
    const { tiles } = this.page;
    return tiles.length < MOST_OF_WALLS.tiles ? firstFree(tiles, USUAL_SIZE) : undefined;
  }

  /** `walls.json`. */
  get text(): string {
    return wallsText(this.#walls);
  }

  chooseWall(index: number): void {
    [this.#wall, this.#page, this.#tile] = [index, 0, -1];
  }

  choosePage(index: number): void {
    [this.#page, this.#tile] = [index, -1];
  }

  chooseTile(index: number): void {
    this.#tile = index;
  }

  undo(): void {
    const last = this.#before.at(-1);
    if (!last) return;
    this.#walls = last;
    this.#before = this.#before.slice(0, -1);
  }

  addWall(wall: Wall): void {
    if (!this.canAddWall) return;
    this.#change([...this.#walls, { ...wall, wall: fileCode(wall.wall, this.#walls) }]);
    this.chooseWall(this.#walls.length - 1);
  }

  changeWall(change: Partial<Wall>): void {
    this.#change(replaced(this.#walls, this.wallIndex, { ...this.wall, ...change }));
  }

  removeWall(): void {
    if (this.#walls.length < 2) return;
    this.#change(without(this.#walls, this.wallIndex));
    this.chooseWall(0);
  }

  /** Behind the one that is shown. */
  addPage(page: WallPage): void {
    if (!this.canAddPage) return;
    this.changeWall({ pages: inserted(this.wall.pages, this.pageIndex + 1, page) });
    this.choosePage(this.pageIndex + 1);
  }

  changePage(change: Partial<WallPage>): void {
    this.changeWall({ pages: replaced(this.wall.pages, this.pageIndex, { ...this.page, ...change }) });
  }

  /** One place further in the rotation, or back. */
  movePage(by: 1 | -1): void {
    const to = this.pageIndex + by;
    if (to < 0 || to >= this.wall.pages.length) return;
    const { page } = this;
    this.changeWall({ pages: inserted(without(this.wall.pages, this.pageIndex), to, page) });
    this.choosePage(to);
  }

  removePage(): void {
    if (this.wall.pages.length < 2) return;
    this.changeWall({ pages: without(this.wall.pages, this.pageIndex) });
    this.choosePage(Math.max(0, this.pageIndex - 1));
  }

  addTile(type: TileType): void {
    const place = this.freePlace;
    if (!place) return;
    this.changePage({ tiles: [...this.page.tiles, newTile(type, place, this.#codes)] });
    this.chooseTile(this.page.tiles.length - 1);
  }

  changeTile(tile: WallTile): void {
    if (this.tileIndex < 0) return;
    this.changePage({ tiles: replaced(this.page.tiles, this.tileIndex, tile) });
  }

  /** Nothing where it may not lie. */
  placeTile(place: Place | undefined): void {
    const { tile } = this;
    if (!tile || !place || !isFree(this.page.tiles, place, this.tileIndex)) return;
    if (!isSame(place, tile)) this.changeTile({ ...tile, ...place });
  }

  /** A page has one at least. */
  removeTile(): void {
    if (this.tileIndex < 0 || this.page.tiles.length < 2) return;
    this.changePage({ tiles: without(this.page.tiles, this.tileIndex) });
    this.chooseTile(-1);
  }

  #change(walls: readonly Wall[]): void {
    this.#before = [...this.#before, this.#walls].slice(-MOST_BACK);
    this.#walls = walls;
  }
}

// Browsers before Chromium 110 have neither `with` nor `toSpliced`.
const replaced = <Item>(list: readonly Item[], index: number, item: Item): Item[] =>
  list.map((one, i) => (i === index ? item : one));
const without = <Item>(list: readonly Item[], index: number): Item[] => list.filter((_, i) => i !== index);
const inserted = <Item>(list: readonly Item[], index: number, item: Item): Item[] => [
  ...list.slice(0, index),
  item,
  ...list.slice(index),
];
