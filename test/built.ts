import { buildMissing } from '../embedded/builds.ts';

/** The processes of the tests are the built programs and serve the built pages. */
export default function build(): Promise<void> {
  return buildMissing(process.env);
}
