/** The thread of {@link writeXlsxApart}: one report or table in, one workbook out. */
import { parentPort, workerData } from 'node:worker_threads';
import { tableXlsx } from './table-xlsx.ts';
import type { WorkbookOf } from './write-xlsx-apart.ts';
import { reportXlsx } from './xlsx.ts';

const of = workerData as WorkbookOf;
parentPort?.postMessage('table' in of ? await tableXlsx(of.table) : await reportXlsx(of.report, of.kind));
