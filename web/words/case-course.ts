/** Words of the course of a case; beside words of vi.ts, for the wall needs none of them. */
import { caseCourse as en } from './en/case-course.ts';
import { caseCourse as vi } from './vi/case-course.ts';

export const CASE_COURSE_WORDS = { vi, en };
