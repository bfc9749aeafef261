/** The audit log: who did what. */

export type AuditAction =
  | 'signedIn'
  | 'signInRefused'
  | 'signedOut'
  | 'refused'
  | 'accountAdded'
  | 'accountDisabled'
  | 'accountEnabled'
  | 'passwordChanged'
  | 'deviceAdded'
  | 'deviceOpened'
  | 'deviceRevoked'
  | 'linkMade'
  | 'tokenAdded'
  | 'tokenRevoked';
