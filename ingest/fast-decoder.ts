/**
 * The hot path: from the bytes of an event straight to the values of its row, without objects, strings or promises.
 *
 * It takes events as one-stop software sends them and leaves all else to decode.ts, which has the last word: whatever
 * it takes, decode.ts would take with the same row (a property test holds the two together).
 */
import { isUtf8 } from 'node:buffer';
import { BOOLEAN_CODES, FIELD_BIT, FIELDS, NO_FEE, type Field } from '../contract/fields.ts';
import { APPLICANT_TYPES, CHANNELS, ONLINE_LEVELS, STATUSES } from '../contract/status.ts';
import { MAX_EVENT_BYTES } from '../contract/topics.ts';
import { PROGRESS_TYPE, SNAPSHOT_TYPE } from '../contract/event.ts';
import type { BlockWriter } from '../clickhouse/native-block.ts';
import { ByteWords } from './byte-words.ts';
import { IRREGULAR, JsonCursor } from './json-cursor.ts';
import { isPlainCode, isPlainDossierCode, isPlainText } from './plain-bytes.ts';
import { readTime } from './read-time.ts';

const ENVELOPE = new ByteWords(['specversion', 'id', 'source', 'type', 'time', 'data']);
const TYPES = new ByteWords([SNAPSHOT_TYPE, PROGRESS_TYPE]);
/** Fields of a progress event; in it the others say nothing. */
const PROGRESS_FIELDS = ['status', 'officer', 'department', 'step'] as const satisfies readonly Field[];
const SNAPSHOT_FIELDS = FIELDS.filter((field) => field !== 'department' && field !== 'step');
/** Members of data by event type; the last one is `code`. */
const DATA = [SNAPSHOT_FIELDS, PROGRESS_FIELDS].map((fields) => ({
  words: new ByteWords([...fields, 'code']),
  fieldOf: [...fields.map((field) => FIELD_BIT[field]), FIELDS.length],
}));
const CODE = FIELDS.length;
const PROCEDURE = new ByteWords(['code', 'name', 'field', 'onlineLevel']);
const UNIT = new ByteWords(['code', 'name']);
const OFFICER = new ByteWords(['id', 'name']);
const STEP = new ByteWords(['startedAt', 'dueAt']);
const STATUS_WORDS = new ByteWords(STATUSES);
const CHANNEL_WORDS = new ByteWords(CHANNELS);
const APPLICANT_WORDS = new ByteWords(APPLICANT_TYPES);
const LEVEL_WORDS = new ByteWords(ONLINE_LEVELS);

/** Texts of a row, each a place in {@link FastDecoder.texts}. */
const [
  ID,
  SOURCE,
  DOSSIER,
  UNIT_CODE,
  UNIT_NAME,
  PROCEDURE_CODE,
  PROCEDURE_NAME,
  PROCEDURE_FIELD,
  OFFICER_ID,
  OFFICER_NAME,
  DEPARTMENT,
  TEXTS,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
const NO_TEXT = -1;

const { status: STATUS, channel: CHANNEL, applicantType: APPLICANT, feeVnd: FEE } = FIELD_BIT;

export class FastDecoder {
  private readonly json = new JsonCursor();
  /** [2 * text]: where it begins, [2 * text + 1]: where it ends. */
  private readonly texts = new Int32Array(TEXTS * 2);
  /** [field]: code, time in ms, fee; 0 when not told. */
  private readonly numbers = new Float64Array(FIELDS.length);
  private type = 0;
  private eventTime = 0;
  private procedureLevel = 0;
  private stepStartedAt = 0;
  private stepDueAt = 0;
  private told = 0;

  /**
   * Appends the row of an event to the writer. False, with nothing appended, when the event needs the slow way, as one
   * does whose time lies after `lastEventMs`.
   */
  decode(
    key: Buffer | null,
    value: Buffer | null,
    writer: BlockWriter,
    place: RowPlace,
    lastEventMs = Infinity,
  ): boolean {
    if (value === null || value.length > MAX_EVENT_BYTES || !isUtf8(value)) return false;
    this.reset();
    this.json.begin(value);
    try {
      this.envelope();
    } catch (error) {
      if (error === IRREGULAR) return false;
      throw error;
    }
    if (this.eventTime > lastEventMs || (key !== null && !this.isCode(key))) return false;
    this.write(writer, place);
    return true;
  }

  private reset(): void {
    this.texts.fill(NO_TEXT);
    this.numbers.fill(0);
    this.type = -1;
    this.eventTime = 0;
    this.procedureLevel = 0;
    this.stepStartedAt = 0;
    this.stepDueAt = 0;
    this.told = 0;
  }

  private envelope(): void {
    const { json } = this;
    let seen = 0;
    json.expect(0x7b);
    do {
      json.string();
      const member = ENVELOPE.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip();
        continue;
      }
      if ((seen & (1 << member)) !== 0) throw IRREGULAR;
      seen |= 1 << member;
      this.envelopeMember(member);
    } while (json.takes(0x2c));
    json.expect(0x7d);
    if (seen !== 0b111111 || json.peek() !== 0 || json.position !== json.bytes.length) throw IRREGULAR;
  }

  private envelopeMember(member: number): void {
    const { json } = this;
    if (member === 5) return this.data();
    json.string();
    switch (member) {
      case 0:
        // "1.0"
        if (
          json.end - json.start !== 3 ||
          json.bytes[json.start] !== 0x31 ||
          json.bytes[json.start + 1] !== 0x2e ||
          json.bytes[json.start + 2] !== 0x30
        )
          throw IRREGULAR;
        return;
      case 1:
        return this.keep(ID, 1, 256);
      case 2:
        return this.keepText(SOURCE, 1, 512);
      case 3:
        this.type = TYPES.find(json.bytes, json.start, json.end);
        if (this.type < 0) throw IRREGULAR;
        return;
      default:
        this.eventTime = this.keptTime();
    }
  }

  private data(): void {
    // Which fields count depends on the type, so it has to stand before.
    if (this.type < 0) throw IRREGULAR;
    const { json } = this;
    const { words, fieldOf } = DATA[this.type] as (typeof DATA)[number];
    let seen = 0;
    json.expect(0x7b);
    do {
      json.string();
      const member = words.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip(1);
        continue;
      }
      const field = fieldOf[member] as number;
      if ((seen & (1 << field)) !== 0) throw IRREGULAR;
      seen |= 1 << field;
      if (field === CODE) this.code();
      else if (!json.takesNull()) this.field(field);
      else if (field === FEE) this.numbers[FEE] = NO_FEE;
      else if (field === STATUS && this.type === 1) throw IRREGULAR;
    } while (json.takes(0x2c));
    json.expect(0x7d);
    if ((seen & (1 << CODE)) === 0) throw IRREGULAR;
    if (this.type === 1 && (seen & (1 << STATUS)) === 0) throw IRREGULAR;
    this.told = seen & ~(1 << CODE);
  }

  private code(): void {
    const { json } = this;
    json.string();
    if (!isPlainDossierCode(json.bytes, json.start, json.end)) throw IRREGULAR;
    this.keep(DOSSIER, 1, 128);
  }

  private field(field: number): void {
    const { json, numbers } = this;
    switch (field) {
      case STATUS:
        numbers[field] = this.word(STATUS_WORDS);
        return;
      case CHANNEL:
      case FIELD_BIT.returnChannel:
        numbers[field] = this.word(CHANNEL_WORDS);
        return;
      case APPLICANT:
        numbers[field] = this.word(APPLICANT_WORDS);
        return;
      case FEE:
        numbers[field] = json.wholeNumber();
        return;
      case FIELD_BIT.department:
        json.string();
        return this.keepText(DEPARTMENT, 0, 512);
      case FIELD_BIT.unit:
        return this.unit();
      case FIELD_BIT.procedure:
        return this.procedure();
      case FIELD_BIT.officer:
        return this.officer();
      case FIELD_BIT.step:
        return this.step();
      case FIELD_BIT.paidOnline:
      case FIELD_BIT.digitised:
      case FIELD_BIT.electronicResult:
      case FIELD_BIT.vneidVerified:
        numbers[field] = json.boolean() ? BOOLEAN_CODES.true : BOOLEAN_CODES.false;
        return;
      default:
        json.string();
        numbers[field] = this.keptTime();
    }
  }

  private unit(): void {
    this.members(UNIT, (member) => {
      this.json.string();
      if (member === 0) this.keepCode(UNIT_CODE);
      else this.keepText(UNIT_NAME, 1, 512);
    });
    if (this.texts[UNIT_CODE * 2] === NO_TEXT && this.texts[UNIT_NAME * 2] === NO_TEXT) throw IRREGULAR;
  }

  private procedure(): void {
    this.members(PROCEDURE, (member) => {
      if (member === 3) {
        this.procedureLevel = this.word(LEVEL_WORDS);
        return;
      }
      this.json.string();
      if (member === 0) this.keepCode(PROCEDURE_CODE);
      else if (member === 1) this.keepText(PROCEDURE_NAME, 0, 2048);
      else this.keepText(PROCEDURE_FIELD, 0, 512);
    });
  }

  private officer(): void {
    this.members(OFFICER, (member) => {
      this.json.string();
      if (member === 0) this.keepText(OFFICER_ID, 1, 128);
      else this.keepText(OFFICER_NAME, 0, 256);
    });
  }

  private step(): void {
    this.members(STEP, (member) => {
      this.json.string();
      if (member === 0) this.stepStartedAt = this.keptTime();
      else this.stepDueAt = this.keptTime();
    });
  }

  /** Members of a nested object; null members say nothing. */
  private members(words: ByteWords, read: (member: number) => void): void {
    const { json } = this;
    let seen = 0;
    json.expect(0x7b);
    if (json.takes(0x7d)) return;
    do {
      json.string();
      const member = words.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip(2);
        continue;
      }
      if ((seen & (1 << member)) !== 0) throw IRREGULAR;
      seen |= 1 << member;
      if (!json.takesNull()) read(member);
    } while (json.takes(0x2c));
    json.expect(0x7d);
  }

  /** The place of a known word, from 1. */
  private word(words: ByteWords): number {
    const { json } = this;
    json.string();
    const place = words.find(json.bytes, json.start, json.end);
    if (place < 0) throw IRREGULAR;
    return place + 1;
  }

  private keptTime(): number {
    const timeMs = readTime(this.json.bytes, this.json.start, this.json.end);
    if (timeMs === undefined) throw IRREGULAR;
    return timeMs;
  }

  private keepText(text: number, minBytes: number, maxBytes: number): void {
    const { bytes, start, end } = this.json;
    if (!isPlainText(bytes, start, end)) throw IRREGULAR;
    this.keep(text, minBytes, maxBytes);
  }

  private keepCode(text: number): void {
    const { bytes, start, end } = this.json;
    if (!isPlainCode(bytes, start, end)) throw IRREGULAR;
    this.keep(text, 1, 128);
  }

  /** Keeps the last string; its bytes are never fewer than the characters that the schema limits. */
  private keep(text: number, minBytes: number, maxBytes: number): void {
    const { start, end } = this.json;
    if (end - start < minBytes || end - start > maxBytes) throw IRREGULAR;
    this.texts[text * 2] = start;
    this.texts[text * 2 + 1] = end;
  }

  private isCode(key: Buffer): boolean {
    const start = this.texts[DOSSIER * 2] as number;
    const length = (this.texts[DOSSIER * 2 + 1] as number) - start;
    if (key.length !== length) return false;
    for (let i = 0; i < length; i++) if (key[i] !== this.json.bytes[start + i]) return false;
    return true;
  }

  /** Columns in the order of clickhouse/events-table.ts. */
  private write(writer: BlockWriter, place: RowPlace): void {
    const { numbers } = this;
    writer.uint16(place.kafkaPartition);
    writer.uint16(place.generation);
    writer.int64(place.kafkaOffset);
    this.text(writer, DOSSIER);
    writer.int64(this.eventTime);
    writer.string(this.type === 0 ? SNAPSHOT_TYPE : PROGRESS_TYPE);
    this.text(writer, ID);
    this.text(writer, SOURCE);
    writer.uint32(this.told);
    writer.uint8(numbers[STATUS] as number);
    this.text(writer, UNIT_CODE);
    this.text(writer, UNIT_NAME);
    writer.uint8(numbers[CHANNEL] as number);
    this.text(writer, PROCEDURE_CODE);
    this.text(writer, PROCEDURE_NAME);
    this.text(writer, PROCEDURE_FIELD);
    writer.uint8(this.procedureLevel);
    this.text(writer, OFFICER_ID);
    this.text(writer, OFFICER_NAME);
    this.text(writer, DEPARTMENT);
    writer.uint8(numbers[APPLICANT] as number);
    for (let field: number = FIELD_BIT.submittedAt; field <= FIELD_BIT.refusedAt; field++)
      writer.int64(numbers[field] as number);
    writer.uint8(numbers[FIELD_BIT.paidOnline] as number);
    writer.int64(this.feeOf());
    writer.uint8(numbers[FIELD_BIT.digitised] as number);
    writer.uint8(numbers[FIELD_BIT.electronicResult] as number);
    writer.uint8(numbers[FIELD_BIT.vneidVerified] as number);
    writer.int64(this.stepStartedAt);
    writer.int64(this.stepDueAt);
    writer.uint8(numbers[FIELD_BIT.returnChannel] as number);
    writer.string(place.sender);
    // No correction: those are for decode.ts.
    writer.uint8(0);
    writer.endRow();
  }

  private feeOf(): number {
    return (this.told & (1 << FEE)) === 0 && this.type === 0 ? NO_FEE : (this.numbers[FEE] as number);
  }

  private text(writer: BlockWriter, text: number): void {
    const start = this.texts[text * 2] as number;
    if (start === NO_TEXT) writer.uint8(0);
    else writer.bytes(this.json.bytes, start, this.texts[text * 2 + 1] as number);
  }
}

/** Where a message stands in Kafka, and who sent it. */
export interface RowPlace {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  sender: string;
}
