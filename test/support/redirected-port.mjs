/**
 * A fault injector, preloaded into a real process by NODE_OPTIONS=--import: its connections to the first port of
 * REDIRECTED_PORT (`FROM=TO`) go to the second, where a link stands that a test can stall. A broker names its own address to its
 * clients, so no address that they are given cuts one of them off.
 */
import { Socket } from 'node:net';

const [from, to] = (process.env.REDIRECTED_PORT ?? '').split('=').map(Number);
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  // Node hands on what it has put in order already as an array.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (Number(options?.port) === from) options.port = to;
  return connect.apply(this, args);
};
