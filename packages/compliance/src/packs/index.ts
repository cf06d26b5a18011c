import type { Rule, RulePack } from '../rule.ts';
import aiDisclosureData from './ai-disclosure.json' with { type: 'json' };
import australiaData from './australia.json' with { type: 'json' };
import canadaData from './canada.json' with { type: 'json' };
import emailData from './email.json' with { type: 'json' };
import euData from './eu.json' with { type: 'json' };
import israelData from './israel.json' with { type: 'json' };
import lineData from './line.json' with { type: 'json' };
import {
  aiDisclosure,
  emailRules,
  lineFriend,
  reassigned,
  recordingAnnouncement,
  tenDlc,
  whatsappWindow,
} from './odd-rules.ts';
import recordingData from './recording.json' with { type: 'json' };
import { safetyPack } from './safety.ts';
import ukData from './uk.json' with { type: 'json' };
import tenDlcData from './us-10dlc.json' with { type: 'json' };
import usFederalData from './us-federal.json' with { type: 'json' };
import reassignedData from './us-reassigned.json' with { type: 'json' };
import usStatesData from './us-states.json' with { type: 'json' };
import whatsappData from './whatsapp.json' with { type: 'json' };

interface PackData {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly rules: readonly unknown[];
}

/** JSON modules are typed by their letters; `packProblems` proves in a test that each is a pack. */
function pack(data: PackData, ...odd: readonly Rule[]): RulePack {
  return { ...data, rules: [...(data.rules as readonly Rule[]), ...odd] };
}

/** Telephone, text, email and privacy law, the duty to say that an AI speaks, and the rules of the platforms. */
export const lawPacks: readonly RulePack[] = [
  pack(usFederalData),
  pack(usStatesData),
  pack(reassignedData, reassigned),
  pack(tenDlcData, tenDlc),
  pack(canadaData),
  pack(ukData),
  pack(euData),
  pack(israelData),
  pack(australiaData),
  pack(aiDisclosureData, aiDisclosure),
  pack(recordingData, recordingAnnouncement),
  pack(emailData, ...emailRules),
  pack(whatsappData, whatsappWindow),
  pack(lineData, lineFriend),
];

/** The safety pack and every law pack: what a server should judge with. */
export const allPacks: readonly RulePack[] = [safetyPack, ...lawPacks];
