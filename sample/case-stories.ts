/** How the cases of the sample kinds go. Made up: shares, times and amounts are only believable. */
import type { Story, StoryStep } from './case-story.ts';

const newFeedback: StoryStep = { status: 'new' };
const transferred: StoryStep = {
  status: 'transferred',
  days: [0.1, 2.5],
  tells: ['transferredAt'],
  transfer: true,
};
const done: StoryStep = { status: 'done', tells: ['finishedAt'] };
const published: StoryStep = { status: 'published', days: [0.2, 2.4], tells: ['publishedAt'] };
const rated: StoryStep = { status: 'published', days: [0.5, 4], score: [1, 5] };

const feedback: Story = {
  prefix: '1022',
  perDay: 60,
  aroundTheClock: true,
  byCentre: true,
  paths: [
    { weight: 38, steps: [newFeedback, transferred, done, published] },
    { weight: 16, steps: [newFeedback, transferred, done, published, rated] },
    { weight: 9, steps: [newFeedback, transferred, transferred, done, published] },
    { weight: 12, steps: [newFeedback, done, published] },
    {
      weight: 8,
      steps: [
        newFeedback,
        transferred,
        { status: 'awaitingCitizen', days: [0.5, 4], tells: ['supplementAskedAt'] },
        { status: 'transferred', days: [0.5, 6] },
        done,
        published,
      ],
    },
    {
      weight: 6,
      steps: [newFeedback, { status: 'refused', tells: ['finishedAt'], outcome: 'Không thuộc thẩm quyền' }],
    },
    {
      weight: 5,
      steps: [
        newFeedback,
        transferred,
        { status: 'sentBack', tells: ['finishedAt'], outcome: 'Trả lại nơi chuyển' },
      ],
    },
    { weight: 2, steps: [newFeedback, { status: 'cancelled', days: [0.1, 3] }] },
  ],
  channels: { hotline1022: 5, app: 3, portal: 2, paper: 0.3 },
  categories: { fieldReport: 7, conduct: 2, document: 1 },
};

const newPetition: StoryStep = { status: 'received' };
const accepted: StoryStep = { status: 'accepted', days: [1, 7], tells: ['acceptedAt'] };
const decided = (outcome: string): StoryStep => ({ status: 'decided', tells: ['finishedAt'], outcome });

const petition: Story = {
  prefix: 'DT',
  perDay: 6,
  aroundTheClock: false,
  paths: [
    { weight: 16, steps: [newPetition, accepted, decided('Đúng')] },
    { weight: 14, steps: [newPetition, accepted, decided('Đúng một phần')] },
    { weight: 14, steps: [newPetition, accepted, decided('Sai')] },
    {
      weight: 8,
      steps: [
        newPetition,
        accepted,
        { status: 'accepted', days: [5, 15], extendedByDays: 30 },
        decided('Đúng một phần'),
      ],
    },
    {
      weight: 6,
      steps: [
        newPetition,
        accepted,
        { status: 'suspended', days: [2, 8], tells: ['suspendedFrom'] },
        { status: 'accepted', days: [3, 12], tells: ['suspendedTo'] },
        decided('Đúng'),
      ],
    },
    {
      weight: 18,
      steps: [newPetition, { status: 'passedOn', days: [1, 7], tells: ['finishedAt'], transfer: true }],
    },
    {
      weight: 12,
      steps: [
        newPetition,
        { status: 'sentBack', days: [1, 7], tells: ['finishedAt'], outcome: 'Hướng dẫn gửi đúng cơ quan' },
      ],
    },
    {
      weight: 6,
      steps: [
        newPetition,
        { status: 'refused', days: [2, 8], tells: ['finishedAt'], outcome: 'Không đủ điều kiện' },
      ],
    },
    { weight: 3, steps: [newPetition, accepted, { status: 'withdrawn', days: [1, 10] }] },
  ],
  channels: { reception: 4, post: 4, byHand: 3, agency: 2 },
  categories: {
    complaint: 4,
    secondComplaint: 0.8,
    disciplineComplaint: 0.2,
    denunciation: 2,
    suggestion: 4,
  },
};

const sent: StoryStep = { status: 'sent' };
const arrived: StoryStep = { status: 'arrived', minutes: [0.2, 20] };
const registered: StoryStep = { status: 'received', days: [0.01, 0.6] };
const assigned: StoryStep = { status: 'assigned', days: [0.02, 0.8] };
const inWork: StoryStep = { status: 'processing', days: [0.05, 1] };
const recallAsked: StoryStep = { status: 'recallAsked', days: [0.1, 1] };
const handled: StoryStep = { status: 'done', tells: ['finishedAt'] };

const document: Story = {
  prefix: 'VB',
  perDay: 60,
  aroundTheClock: false,
  paths: [
    { weight: 60, steps: [sent, arrived, registered, assigned, inWork, handled] },
    { weight: 25, steps: [sent, arrived, registered, handled] },
    { weight: 4, steps: [sent, arrived, { status: 'refused', days: [0.05, 1], tells: ['finishedAt'] }] },
    {
      weight: 2,
      steps: [sent, arrived, registered, recallAsked, { status: 'recalled', days: [0.05, 1] }],
    },
    { weight: 1, steps: [sent, arrived, registered, recallAsked, inWork, handled] },
  ],
  channels: { electronic: 19, paper: 1 },
  dueDays: [3, 15],
};

const pending: StoryStep = { status: 'pending' };
const paid: StoryStep = { status: 'success', minutes: [0.3, 3], tells: ['finishedAt'] };

const payment: Story = {
  prefix: 'PG',
  perDay: 70,
  aroundTheClock: true,
  byMachine: true,
  paths: [
    { weight: 90, steps: [pending, paid] },
    { weight: 2, steps: [pending, { status: 'success', days: [0.2, 2], tells: ['finishedAt'] }] },
    { weight: 6, steps: [pending, { status: 'failed', minutes: [1, 15] }] },
    { weight: 2, steps: [pending, paid, { status: 'refunded', days: [1, 8] }] },
  ],
  channels: { 'national-platform': 3, 'vnpt-pay': 2 },
  categories: { fee: 0, landTax: 1, tax: 3, fine: 3, insurance: 2 },
  ofDossier: {
    share: 0.85,
    feesOnly: true,
    categories: { fee: 9, landTax: 1, tax: 0, fine: 0, insurance: 0 },
  },
  amounts: {
    fee: [8_000, 600_000],
    landTax: [1_000_000, 120_000_000],
    tax: [300_000, 30_000_000],
    fine: [150_000, 8_000_000],
    insurance: [200_000, 5_000_000],
  },
};

const rating: Story = {
  prefix: 'DG',
  perDay: 60,
  aroundTheClock: false,
  paths: [
    { weight: 4, steps: [{ status: 'bad', score: [1, 1] }] },
    { weight: 34, steps: [{ status: 'good', score: [2, 2] }] },
    { weight: 62, steps: [{ status: 'veryGood', score: [3, 3] }] },
  ],
  channels: { electronic: 4, paper: 1 },
  ofDossier: { share: 0.95, feesOnly: false, categories: {} },
};

/** By the name of the kind. */
export const CASE_STORIES: Readonly<Record<string, Story>> = {
  feedback,
  petition,
  document,
  payment,
  rating,
};
