/** The thread of {@link writeXlsxApart}: one report in, one workbook out. */
import { parentPort, workerData } from 'node:worker_threads';
import type { CaseReport } from '../../contract/form-06a.ts';
import type { Kind } from '../../contract/kind.ts';
import { reportXlsx } from './xlsx.ts';

const { report, kind } = workerData as { report: CaseReport; kind: Kind | undefined };
parentPort?.postMessage(await reportXlsx(report, kind));
