/**
 * kafkajs with a bug of its request queue fixed; every client in this repository is made with this class. With no request
 * waiting, kafkajs 2.2.4 sets a timer for a time long past, which fires at once and sets the next one: a thousand a second
 * for each connection, and from Node 22 on a TimeoutNegativeWarning. A request that has to wait sets its own timer.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

export { Kafka } from 'kafkajs';

const queue = RequestQueue.prototype;
const schedule = queue.scheduleCheckPendingRequests;
queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0) schedule.call(this);
};
