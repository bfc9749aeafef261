/**
 * `demand.json` of a sample pack: who files what where, as relative weights. Only the sample programs read it; the
 * product does not know it. Population weights are thousands of inhabitants, rounded.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../pack/json-file.ts';
import { PackError } from '../pack/pack-error.ts';

const weight = z.number().min(0);
const names = z.array(z.string().min(1)).min(1);

const demandFile = z.strictObject({
  /** Share of the dossiers handled at each level. */
  levelShares: z.strictObject({ department: weight, district: weight, commune: weight }),
  /** Area code -> weight. */
  areaWeights: z.record(z.string(), weight),
  /** Unit code of a department -> weight and the fields of its procedures. */
  departments: z.record(z.string(), z.strictObject({ weight, fields: names })),
  /** Procedure code -> weight among those of its unit. */
  procedureWeights: z.record(z.string(), weight),
  /** Weight that the first procedure without one gets; the next ones get less and less. */
  otherProcedureWeight: weight,
  /** Unit or area code -> how many times likelier than elsewhere a dossier is late. */
  lateFactors: z.record(z.string(), weight),
  /** Field -> the room (phòng) of a district that handles it. */
  rooms: z.record(z.string(), z.string()),
  officersPerUnit: z.strictObject({
    province: z.int().min(1),
    department: z.int().min(1),
    district: z.int().min(1),
    commune: z.int().min(1),
  }),
  officerNames: z.strictObject({ family: names, middle: names, given: names }),
});

export type DemandFile = z.infer<typeof demandFile>;

export async function loadDemandFile(dir: string): Promise<DemandFile> {
  const file = join(dir, 'demand.json');
  const result = demandFile.safeParse(parseJson(file, await readFile(file, 'utf8')));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new PackError(`${file}, ${issue?.path.join('.')}`, issue?.message ?? 'not usable');
}
