/**
 * A crowd of viewers as cheap as they can be, started by the fan-out benchmark: they speak the few words of socket.io
 * that a viewer needs, count what they get and come back by themselves as the pages do.
 */
import WebSocket from 'ws';
import { LIVE_NAMESPACE } from '../contract/live.ts';
import { VIEWER_TOKENS } from './viewer-tokens.ts';

/** What the benchmark asks; the crowd answers with `settled` when every viewer has all that it waits for. */
export type CrowdOrder =
  | { kind: 'open'; url: string; viewers: number; watches: readonly string[] }
  | { kind: 'record' }
  | { kind: 'recorded' }
  | { kind: 'close' };
export type CrowdAnswer =
  | { kind: 'settled' }
  | { kind: 'recording'; messages: { afterMs: number; text: string }[] }
  | { kind: 'closed' };

const AT_ONCE = 100;
/** As the pages do. */
const TRY_AFTER_LEAST_MS = 400;
const TRY_AFTER_SPREAD_MS = 1_000;
const ASK_AGAIN_MS = 5_000;

let order: Extract<CrowdOrder, { kind: 'open' }> | undefined;
let sockets = new Set<WebSocket>();
/** Connections that are being made: a listen queue holds only so many. */
let opening = 0;
const queue: (() => void)[] = [];
let settled = 0;
let recording: { startedAt: number; messages: { afterMs: number; text: string }[] } | undefined;

function answer(message: CrowdAnswer): void {
  process.send?.(message);
}

function enter(viewer: number): void {
  if (opening >= AT_ONCE) {
    queue.push(() => enter(viewer));
    return;
  }
  if (!order) return;
  const { url, watches } = order;
  // As every browser does, it takes deflated messages; it sends none.
  // One address and one program may have 2,000 connections each.
  const localAddress = `127.0.0.${1 + (viewer % 8)}`;
  const token = VIEWER_TOKENS[viewer % VIEWER_TOKENS.length];
  const socket = new WebSocket(url, { perMessageDeflate: true, skipUTF8Validation: true, localAddress });
  let waitsFor = Math.max(1, watches.length);
  let pending = true;
  // A server that is loading for long refuses.
  const again = setInterval(() => {
    if (waitsFor > 0 && socket.readyState === WebSocket.OPEN) ask();
  }, ASK_AGAIN_MS);
  const ask = () => {
    waitsFor = watches.length;
    for (const watch of watches) socket.send(watch);
  };
  const opened = () => {
    if (!pending) return;
    pending = false;
    opening--;
    queue.shift()?.();
  };
  opening++;
  sockets.add(socket);
  socket.on('open', () => {
    opened();
    if (watches.length > 0) return;
    arrived();
  });
  socket.on('message', (data: Buffer) => {
    if (viewer === 0 && recording) {
      recording.messages.push({ afterMs: performance.now() - recording.startedAt, text: data.toString() });
    }
    if (data.length === 1) return socket.send('3');
    if (waitsFor === 0 || watches.length === 0) return;
    // Parsing would cost the machine more than what is measured.
    const text = data.subarray(0, 40).toString();
    if (text.startsWith('0')) socket.send(`40${LIVE_NAMESPACE},${JSON.stringify({ token })}`);
    else if (text.startsWith('40')) ask();
    else if (text.includes('"scope:snapshot"') && --waitsFor === 0) {
      arrived();
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    opened();
    clearInterval(again);
    sockets.delete(socket);
    if (!order) return;
    if (waitsFor === 0 || watches.length === 0) settled--;
    setTimeout(() => enter(viewer), TRY_AFTER_LEAST_MS + Math.random() * TRY_AFTER_SPREAD_MS);
  });
}

function arrived(): void {
  settled++;
  if (settled === order?.viewers) answer({ kind: 'settled' });
}

process.on('message', (message: CrowdOrder) => {
  switch (message.kind) {
    case 'open':
      order = message;
      settled = 0;
      for (let viewer = 0; viewer < message.viewers; viewer++) enter(viewer);
      break;
    case 'record':
      recording = { startedAt: performance.now(), messages: [] };
      break;
    case 'recorded':
      answer({ kind: 'recording', messages: recording?.messages ?? [] });
      recording = undefined;
      break;
    case 'close':
      order = undefined;
      for (const socket of sockets) socket.terminate();
      sockets = new Set();
      answer({ kind: 'closed' });
  }
});
process.on('disconnect', () => process.exit());
