import { describe, expect, test } from 'vitest';
import { inHouse, type StoreSubject } from './subject.ts';

// One column list for all dialects: a column that only one of them has is a difference in what is kept.
const tables = {
  organizations: 'id name slug mode settings created_at',
  agents: 'id organization_id display_name status blocked_channels profile created_at',
  lines: 'id organization_id agent_id channel address connection status vendor_id shared created_at',
  tokens: 'id kind organization_id agent_id hash label scopes created_at expires_at last_used_at revoked_at',
  meters:
    'id organization_id agent_id sequence last_admitted_at day day_micros month month_micros max_actions_per_minute max_actions_per_hour max_actions_per_day max_actions_per_month max_spend_micros_per_day max_spend_micros_per_month max_calls_per_day_same_number warned_day warned_month audit_sequence audit_hash',
  admissions: 'meter_id sequence at',
  messages:
    'id organization_id agent_id channel purpose from_address to_address contact_key connection state attempt settled_attempt vendor_id fault decision asked_micros reserved_micros price_micros currency sealed_body created_at updated_at due_at admitted_at attempted_at lease_owner lease_until usage_hour idempotency_key fingerprint',
  inbox:
    'position id organization_id agent_id channel from_address to_address contact_key connection vendor_id sealed received_at deliveries callback_attempt callback_due_at lease_until acknowledged_at',
  contacts: 'organization_id contact_key channel last_inbound_at',
  consent: 'position id organization_id contact_key channel kind level purposes source notes at expires_at',
  usage: 'organization_id hour agent_id channel actions micros',
  audit: 'organization_id sequence at body previous_hash hash',
  ledger: 'organization_id hour agent_id channel kind count reserved_micros spent_micros',
  pools:
    'id organization_id kind address country connection vendor_id sender_id state quality agent_id plan_id monthly_micros created_at updated_at',
  kept_bodies: 'id organization_id agent_id contact_key channel direction sealed at expires_at',
  plans: 'id organization_id agent_id kind making rentals created_at lease_until',
  data_keys: 'id organization_id root_key_id wrapped created_at retired_at',
  credentials: 'organization_id connection version key_id sealed updated_at',
  calls:
    'id organization_id agent_id direction from_address to_address contact_key connection vendor_id state brain transport sealed_plan ending sealed_outcome decision max_seconds talk_ms disclosure_heard_ms reserved_micros price_micros currency created_at updated_at due_at answered_at ended_at reserved_at lease_owner lease_until idempotency_key fingerprint',
  call_events: 'organization_id call_id sequence at sealed',
  call_tickets: 'hash organization_id call_id expires_at used_at',
  call_orders: 'organization_id call_id sequence key state sealed sealed_answer taken_by updated_at',
  call_waiters: 'organization_id agent_id until',
  codes: 'id organization_id agent_id contact_key hash created_at expires_at tries_left ended_at',
  phonebook: 'organization_id contact_key address channel first_at last_at',
  traffic:
    'position organization_id at direction agent_id channel connection inbox_id attempt outcome status duration_ms messages statuses',
  members: 'organization_id person_id role joined_at',
  invitations: 'id organization_id email role hash created_at expires_at ended_at',
  tries: 'key count since until',
  people: 'id name email email_verified image created_at updated_at two_factor_enabled',
  people_sessions: 'id token person_id expires_at created_at updated_at ip_address user_agent',
  people_accounts:
    'id person_id account_id provider_id password access_token refresh_token id_token access_token_expires_at refresh_token_expires_at scope created_at updated_at',
  people_codes: 'id identifier value expires_at created_at updated_at',
  second_factors: 'id person_id secret backup_codes verified failed_verification_count locked_until',
  passkeys: 'id person_id name public_key credential_id counter device_type backed_up transports aaguid created_at',
  list_copies: 'copy list state as_of imported_at numbers source sha256',
  list_numbers: 'copy number',
};

// How a dialect finds things again is its own affair.
const bookmarks: ReadonlySet<string> = new Set([
  'phonebook_mark',
  'conversations',
  'conversation_mark',
  'messages.position',
]);

/** Every dialect keeps the same things under the same names. */
export function schemaLaws(subject: StoreSubject): void {
  describe('schema', () => {
    test('has the tables and columns of every other dialect', () =>
      inHouse(subject, async ({ columns }) => {
        const kept = Object.entries(await columns()).filter(([table]) => !bookmarks.has(table));
        const found = kept.map(([table, names]) => [
          table,
          names.filter(name => !bookmarks.has(`${table}.${name}`)).sort(),
        ]);
        const expected = Object.entries(tables).map(([table, names]) => [table, names.split(' ').sort()]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      }));
  });
}
