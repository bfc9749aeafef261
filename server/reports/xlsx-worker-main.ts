/** The thread of {@link writeXlsxApart}: one report in, one workbook out. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Report06a } from '../../contract/form-06a.ts';
import { reportXlsx } from './xlsx.ts';

parentPort?.postMessage(await reportXlsx(workerData as Report06a));
