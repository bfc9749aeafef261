/** Viewers beside the one that is measured: `node --import tsx bench/viewers-main.ts URL COUNT`, until it is ended. */
import { io } from 'socket.io-client';
import { VIEWER_TOKENS } from './viewer-tokens.ts';

const [url, count] = process.argv.slice(2) as [string, string];
for (let n = 0; n < Number(count); n++) {
  const socket = io(`${url}/live`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: VIEWER_TOKENS[0] },
  });
  socket.on('connect', () => {
    for (const period of ['day', 'month', 'year']) {
      socket.emit('scope:watch', { scope: 'province', period }, () => undefined);
    }
  });
}
