/**
 * Loaded into every Node child with --import, so that none outlives its parent, however that ended: the channel
 * between them closes, and the child gets the SIGTERM that its own main.ts knows how to obey.
 */
const GRACE_MS = 10_000;

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  // Listening alone must not keep a child alive that has nothing more to do.
  process.channel.unref();
}
