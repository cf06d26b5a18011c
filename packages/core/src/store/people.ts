import type { Room } from './rooms.ts';

/** What a person may do in an organization: an owner everything, an admin all but owners and bills, a viewer only look. */
export const roles = ['owner', 'admin', 'viewer'] as const;
/** One of `roles`. */
export type Role = (typeof roles)[number];

/** Somebody who belongs to an organization. */
export interface Member {
  readonly organizationId: string;
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAt: Date;
  /** Signing in with a password asks for something more. */
  readonly secondFactor: boolean;
}

/** Where somebody belongs, without who they are. */
export type Membership = Pick<Member, 'organizationId' | 'personId' | 'role' | 'joinedAt'>;

/** Asks somebody to join. Of the secret in the mail only its SHA-256 is kept. */
export interface Invitation {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly role: Role;
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A browser in which a member is signed in. */
export interface PersonSession {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** What the browser says it is. */
  readonly userAgent?: string;
}

/** When a change was made, and the entry about it for the audit chain. */
export interface Witness {
  readonly at: Date;
  readonly auditBody: string;
}

/** Who belongs to an organization and who is asked to. An organization that has an owner never loses its last one. */
export type PeopleRoom = Room<{
  /** Who joined first comes first. */
  list(organizationId: string): Promise<readonly Member[]>;
  setRole(
    organizationId: string,
    personId: string,
    role: Role,
    witness: Witness,
  ): Promise<'changed' | 'unknown' | 'last-owner'>;
  remove(organizationId: string, personId: string, witness: Witness): Promise<'changed' | 'unknown' | 'last-owner'>;
  /** Replaces an earlier invitation of the same address. At most `max` since a moment, however many ask at once. */
  invite(
    organizationId: string,
    invitation: Omit<Invitation, 'organizationId'>,
    throttle: { readonly max: number; readonly since: Date },
    auditBody: string,
  ): Promise<'invited' | 'member' | 'too-many'>;
  /** Those that still can be accepted. */
  invitations(organizationId: string, now: Date): Promise<readonly Invitation[]>;
  withdraw(organizationId: string, invitationId: string, witness: Witness): Promise<boolean>;
  /** Of everybody who belongs, those that are not over; used last comes first. */
  sessions(organizationId: string, now: Date): Promise<readonly PersonSession[]>;
  endSession(organizationId: string, sessionId: string, witness: Witness): Promise<boolean>;
}>;

/** What better-auth works on: its own tables, through an adapter that this store made from its own handle. */
export interface PeopleDatabase {
  /** The `database` option of better-auth 1.7. */
  readonly betterAuth: unknown;
}

/** What is asked about people before an organization is known. */
export interface People {
  /** Loads what it needs when it is first asked for. */
  peopleDatabase(): Promise<PeopleDatabase>;
  /** Where somebody belongs, what was joined first comes first. */
  findMemberships(personId: string): Promise<readonly Membership[]>;
  /** Also one whose time is over: the caller tells them apart. */
  findInvitation(hash: string): Promise<Invitation | undefined>;
  /** Makes the person a member and ends the invitation; only one caller hears true. Who belongs already keeps their role. */
  acceptInvitation(hash: string, personId: string, witness: Witness): Promise<boolean>;
  /**
   * Counts a try under a key, in a window that begins with the first one. Exact over all processes.
   * @returns how many there were, with this one, and when the window ends.
   */
  countTry(key: string, spanMs: number, now: Date): Promise<{ readonly count: number; readonly resetsAt: Date }>;
  forgetTries(keys: readonly string[]): Promise<void>;
}
