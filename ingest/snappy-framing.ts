/**
 * Snappy as producers send it: Java's puts the blocks of the snappy-java ("xerial") stream behind a header, librdkafka
 * and others send one bare block.
 *
 * Header: 0x82 SNAPPY 0x00, version, compatible version (32 bits each); then per block its length (32 bits, big-endian)
 * and its bytes.
 */
const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const HEADER_BYTES = MAGIC.length + 8;
const LENGTH_BYTES = 4;

/** @throws Error when a block is cut short. */
export function unframeSnappy(bytes: Buffer, uncompress: (block: Buffer) => Buffer): Buffer {
  // No bare block begins so: read as one, its first element would copy from before the start.
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return uncompress(bytes);
  const blocks: Buffer[] = [];
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const end = at + LENGTH_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) throw new Error('a snappy block is cut short');
    blocks.push(uncompress(bytes.subarray(at + LENGTH_BYTES, end)));
    at = end;
  }
  return Buffer.concat(blocks);
}
