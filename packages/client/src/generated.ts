// Generated from openapi.json by `pnpm --filter @buttdial/client generate`. Do not edit.

export interface components {
  schemas: {
    /** @description RFC 9457 problem; `error` repeats the detail for older clients. */
    readonly Problem: {
      readonly type: string;
      readonly title: string;
      readonly status: number;
      readonly detail: string;
      /** @enum {string} */
      readonly code:
        | 'invalid-input'
        | 'unauthenticated'
        | 'forbidden'
        | 'not-found'
        | 'conflict'
        | 'limit-exceeded'
        | 'refused'
        | 'too-large'
        | 'timed-out'
        | 'unavailable'
        | 'vendor-failed'
        | 'configuration'
        | 'broken-promise';
      readonly error: string;
      /** @description What to do next. */
      readonly remedy?: string;
      /** @description Path of the offending input. */
      readonly field?: string;
      /** @description Finds the request in the log of the server. */
      readonly requestId?: string;
      /** @description The rules that refused it. */
      readonly ruleIds?: readonly string[];
      readonly citations?: readonly string[];
      /** @description Each rule that refused it: why, and what would cure it. */
      readonly reasons?: readonly {
        readonly ruleId: string;
        readonly citation: string;
        readonly message: string;
        readonly remedy: string;
      }[];
      /**
       * Format: date-time
       * @description When the same request may succeed.
       */
      readonly nextAllowedAt?: string;
      /** @description The cap that is reached. */
      readonly limitType?: string;
      readonly current?: number;
      readonly max?: number;
      /** Format: date-time */
      readonly resetsAt?: string;
      readonly resetDescription?: string;
      readonly retryAfterMs?: number;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export interface operations {
  readonly 'public.health': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'ok';
            /** @description Seconds since the start. */
            readonly uptime: number;
            readonly version: string;
            /** @enum {string} */
            readonly mode: 'demo' | 'live';
          };
        };
      };
    };
  };
  readonly 'public.document': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': Record<string, never>;
        };
      };
    };
  };
  readonly 'public.guide': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Here it is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/markdown': string;
        };
      };
    };
  };
  readonly 'messages.send': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The same key with the same body never sends twice. */
        readonly 'Idempotency-Key'?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Recipient: E.164 number (+12125550123), e-mail address, LINE user id, or the id of an agent of your organization. */
          readonly to: string;
          /**
           * @description Text of the message.
           * @default
           */
          readonly body?: string;
          /**
           * @default sms
           * @enum {string}
           */
          readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line';
          /** @description Required for email. */
          readonly subject?: string;
          /** @description HTML part of an e-mail. */
          readonly html?: string;
          /** @description WhatsApp template (Twilio ContentSid), needed outside the 24-hour window. */
          readonly templateId?: string;
          readonly templateVars?: {
            readonly [key: string]: string;
          };
          /** @description Public https URLs of attachments. */
          readonly mediaUrls?: readonly string[];
          /**
           * @description Law differs by it. Left out: reply when the contact wrote within 24 hours, else informational.
           * @enum {string}
           */
          readonly purpose?: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
          /**
           * Format: date-time
           * @description Send later: ISO 8601 with offset, at most 30 days ahead.
           */
          readonly sendAt?: string;
          /**
           * @default male
           * @enum {string}
           */
          readonly targetGender?: 'male' | 'female' | 'unknown';
          /**
           * @description Only say whether it may be sent, why, and at what price. Nothing is sent.
           * @default false
           */
          readonly dryRun?: boolean;
          /** @description The same key with the same content never sends twice. */
          readonly idempotencyKey?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            /** @description Ask for its state with messages.get. Empty for a dry run. */
            readonly id: string;
            /** @description The vendor's id; null while it is not with the vendor. */
            readonly externalId: string | null;
            /** @description The same as externalId, for older clients. */
            readonly messageId: string | null;
            /** @enum {string} */
            readonly status: 'sent' | 'queued' | 'deferred' | 'unknown' | 'dry-run';
            /** @description In units of the currency; null while the vendor has not said. */
            readonly cost: number | null;
            /** @enum {string} */
            readonly channel: 'sms' | 'whatsapp' | 'email' | 'line';
            readonly from: string;
            readonly to: string;
            readonly subject?: string;
            readonly genderContext: {
              /** @enum {string} */
              readonly agentGender: 'male' | 'female' | 'neutral';
              /** @enum {string} */
              readonly targetGender: 'male' | 'female' | 'unknown';
            };
            /** @description When a queued or deferred message will go. */
            readonly sendsAt?: string;
            /** @description Why it waits. */
            readonly reason?: string;
            readonly ruleIds?: readonly string[];
            readonly dryRun?: {
              /** @description Law and limits would let it out now (or at sendAt). */
              readonly allowed: boolean;
              readonly decision: {
                /**
                 * @description require: allowed once the remedies are done.
                 * @enum {string}
                 */
                readonly effect: 'allow' | 'require' | 'deny';
                /** @enum {string} */
                readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
                readonly ruleIds: readonly string[];
                readonly reasons: readonly {
                  readonly ruleId: string;
                  readonly citation: string;
                  readonly message: string;
                  readonly remedy: string;
                }[];
                readonly alsoRequired?: readonly ({
                  readonly ruleId: string;
                } & {
                  readonly [key: string]: unknown;
                })[];
                readonly obligations: readonly ({
                  readonly ruleId: string;
                } & {
                  readonly [key: string]: unknown;
                })[];
                readonly nextAllowedAt?: string;
                readonly jurisdictions: readonly string[];
              };
              /** @description The most it can cost. */
              readonly price: {
                readonly max: number;
                readonly currency: string;
              };
              readonly line: {
                readonly address: string;
                readonly provider: string;
              };
              /** @description null: no cap. */
              readonly limitsLeft: {
                readonly actionsThisMinute: number | null;
                readonly actionsThisHour: number | null;
                readonly actionsToday: number | null;
                readonly actionsThisMonth: number | null;
                readonly spendToday: number | null;
                readonly spendThisMonth: number | null;
              };
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'messages.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly id: string;
            readonly agentId: string;
            readonly channel: string;
            /** @enum {string} */
            readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
            readonly from: string;
            readonly to: string;
            /** @enum {string} */
            readonly status:
              | 'queued'
              | 'sending'
              | 'sent'
              | 'delivered'
              | 'failed'
              | 'unknown'
              | 'deferred'
              | 'refused';
            readonly attempts: number;
            readonly externalId: string | null;
            readonly messageId: string | null;
            /** @description In units of the currency; null while the vendor has not said. */
            readonly cost: number | null;
            readonly createdAt: string;
            readonly updatedAt: string;
            readonly dueAt: string;
            /** @description Why it failed, was refused or waits. */
            readonly reason?: string;
            readonly ruleIds?: readonly string[];
            readonly citations?: readonly string[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'messages.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line';
        readonly status?: 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'deferred' | 'refused';
        readonly limit?: number;
        /** @description Id that the last page ended with. */
        readonly before?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly messages: readonly {
              readonly id: string;
              readonly agentId: string;
              readonly channel: string;
              /** @enum {string} */
              readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
              readonly from: string;
              readonly to: string;
              /** @enum {string} */
              readonly status:
                | 'queued'
                | 'sending'
                | 'sent'
                | 'delivered'
                | 'failed'
                | 'unknown'
                | 'deferred'
                | 'refused';
              readonly attempts: number;
              readonly externalId: string | null;
              readonly messageId: string | null;
              /** @description In units of the currency; null while the vendor has not said. */
              readonly cost: number | null;
              readonly createdAt: string;
              readonly updatedAt: string;
              readonly dueAt: string;
              /** @description Why it failed, was refused or waits. */
              readonly reason?: string;
              readonly ruleIds?: readonly string[];
              readonly citations?: readonly string[];
            }[];
            readonly count: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'inbox.fetch': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
        readonly limit?: number;
        /** @description Wait up to this long for a first message. */
        readonly waitSeconds?: number;
        /** @description on_fetch acknowledges at once; a message is lost if you crash before reading it. */
        readonly ack?: 'explicit' | 'on_fetch';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly messages: readonly {
              readonly id: string;
              readonly agentId: string;
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              /** @constant */
              readonly direction: 'inbound';
              /** @constant */
              readonly reason: 'waiting';
              /** @constant */
              readonly untrusted: true;
              readonly from: string;
              readonly to: string;
              readonly body: string;
              readonly subject?: string;
              readonly html?: string;
              readonly mediaUrl: string | null;
              readonly attachments: readonly {
                readonly url?: string;
                readonly name?: string;
                readonly contentType?: string;
              }[];
              readonly originalRequest: null;
              readonly errorDetails: null;
              readonly externalId: string;
              readonly createdAt: string;
              /** @description How often it was handed out, this time included; more than 1 means you may have seen it. */
              readonly deliveries: number;
            }[];
            readonly count: number;
            readonly acknowledged: number;
            /** @description Acknowledge within this time. */
            readonly leaseSeconds?: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'inbox.ack': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          readonly ids: readonly string[];
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly acknowledged: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agents: readonly {
              readonly agentId: string;
              readonly displayName: string;
              readonly status: string;
              readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
              readonly createdAt: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.provision': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Made up when left out. */
          readonly agentId?: string;
          readonly displayName: string;
          readonly capabilities:
            | {
                /** @default false */
                readonly phone?: boolean;
                /** @default false */
                readonly whatsapp?: boolean;
                /** @default false */
                readonly email?: boolean;
                /** @default false */
                readonly voiceAi?: boolean;
              }
            | readonly ('sms' | 'phone' | 'voice' | 'voiceAi' | 'email' | 'whatsapp')[];
          readonly greeting?: string;
          readonly systemPrompt?: string;
          /** @default US */
          readonly country?: string;
          readonly emailDomain?: string;
          /** @description Where inbound messages are posted, signed. */
          readonly callbackUrl?: string;
          /**
           * @default male
           * @enum {string}
           */
          readonly agentGender?: 'male' | 'female' | 'neutral';
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly displayName: string;
            readonly agentGender: string;
            readonly securityToken: string;
            readonly channels: {
              readonly phone: {
                readonly number: string;
                readonly status: string;
              } | null;
              readonly whatsapp: {
                readonly number: string | null;
                readonly senderSid: string | null;
                readonly status: string;
              } | null;
              readonly email: {
                readonly address: string;
                readonly status: string;
              } | null;
              readonly voiceAi: {
                readonly status: string;
                readonly usesPhoneNumber: string | null;
              } | null;
            };
            readonly pool: {
              readonly slotsRemaining: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.deprovision': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @default true */
          readonly releaseNumber?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            /** @constant */
            readonly status: 'deprovisioned';
            readonly numberReleased: boolean;
            readonly whatsappReturned: boolean;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.status': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId: string;
            readonly displayName: string;
            readonly status: string;
            readonly provisionedAt: string;
            readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
            readonly channels: {
              readonly phone: {
                readonly number: string;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly whatsapp: {
                readonly senderSid: string | null;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly email: {
                readonly address: string;
                readonly status: string;
                readonly messageCount: number;
              } | null;
              readonly voiceAi: {
                readonly voiceId: string | null;
                readonly status: string;
              } | null;
            };
            readonly lines: readonly {
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              readonly address: string;
              readonly status: string;
              readonly waiting: number;
            }[];
            readonly pool: {
              readonly maxAgents: number;
              readonly activeAgents: number;
              readonly slotsRemaining: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'callbacks.secret': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly secret: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.list': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly tokens: readonly {
              readonly id: string;
              readonly label: string;
              readonly kind: string;
              readonly createdAt: string;
              readonly lastUsedAt: string | null;
              readonly expiresAt: string | null;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.rotate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @default rotated */
          readonly label?: string;
          readonly expiresInDays?: number;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly token: string;
            readonly tokenId: string;
            readonly revokedCount: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'tokens.revoke': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly tokenId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'limits.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @description Absent when the caps are those of the whole organization. */
            readonly agentId?: string;
            readonly organizationId: string;
            readonly currentLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
            readonly used: {
              readonly actionsLastMinute: number;
              readonly actionsLastHour: number;
              readonly actionsToday: number;
              readonly actionsThisMonth: number;
              readonly spendToday: number;
              readonly spendThisMonth: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'limits.set': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          readonly limits: {
            /** @description Actions in any 60 seconds; null lifts the cap. */
            readonly maxActionsPerMinute?: number | null;
            /** @description Actions in any 60 minutes; null lifts the cap. */
            readonly maxActionsPerHour?: number | null;
            /** @description Actions in a UTC day; null lifts the cap. */
            readonly maxActionsPerDay?: number | null;
            /** @description Actions in a UTC month; null lifts the cap. */
            readonly maxActionsPerMonth?: number | null;
            /** @description Spend in a UTC day, in USD; null lifts the cap. */
            readonly maxSpendPerDay?: number | null;
            /** @description Spend in a UTC month, in USD; null lifts the cap. */
            readonly maxSpendPerMonth?: number | null;
            /** @description Calls to one number in a UTC day; null lifts the cap. */
            readonly maxCallsPerDaySameNumber?: number | null;
          };
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            /** @description Absent when the caps are those of the whole organization. */
            readonly agentId?: string;
            readonly organizationId: string;
            readonly currentLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'usage.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
        readonly period?: 'today' | 'week' | 'month' | 'all';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId?: string;
            /** @description Absent when it is about the whole installation. */
            readonly organizationId?: string;
            readonly period: string;
            readonly actions: {
              readonly [key: string]: number;
            };
            readonly totalActions: number;
            readonly costsByChannel: {
              readonly [key: string]: number;
            };
            readonly totalCost: number;
            readonly currentUsage: {
              readonly actionsToday: number;
              readonly actionsLimit: number | null;
              readonly spendToday: number;
              readonly spendDayLimit: number | null;
              readonly spendMonth: number;
              readonly spendMonthLimit: number | null;
            };
            readonly limits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
            readonly globalTotals?: {
              readonly totalActions: number;
              readonly totalCost: number;
            };
            readonly agents?: readonly {
              readonly agentId: string;
              readonly organizationId: string;
              readonly actions: {
                readonly [key: string]: number;
              };
              readonly totalActions: number;
              readonly costsByChannel: {
                readonly [key: string]: number;
              };
              readonly totalCost: number;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'organization.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly organizationId: string;
            readonly name: string;
            /** @enum {string} */
            readonly mode: 'sandbox' | 'production';
            readonly currentLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
            readonly used: {
              readonly actionsLastMinute: number;
              readonly actionsLastHour: number;
              readonly actionsToday: number;
              readonly actionsThisMonth: number;
              readonly spendToday: number;
              readonly spendThisMonth: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'lines.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly lines: readonly {
              readonly id: string;
              readonly agentId: string;
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              readonly address: string;
              readonly provider: string;
              readonly status: string;
              readonly createdAt: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'usage.history': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
        readonly agentId?: string;
        /** @description How many UTC days, today included. */
        readonly days?: number;
        readonly step?: 'hour' | 'day';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly since: string;
            readonly until: string;
            /** @enum {string} */
            readonly step: 'hour' | 'day';
            readonly rows: readonly {
              /** @description Start of the hour or day. */
              readonly at: string;
              readonly agentId: string;
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              readonly actions: number;
              readonly cost: number;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'organizations.list': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly organizations: readonly {
              readonly id: string;
              readonly name: string;
              readonly slug: string;
              /** @enum {string} */
              readonly mode: 'sandbox' | 'production';
              /** @enum {string} */
              readonly status: 'active' | 'suspended';
              readonly settings: {
                readonly [key: string]: unknown;
              };
              readonly created_at: string;
              /** @description When it was made, suspended or resumed last. */
              readonly updated_at: string;
              /** @description Active agents. */
              readonly agentCount: number;
            }[];
            readonly total: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'organizations.create': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly name: string;
          /** @description Unique short name. */
          readonly slug: string;
          /**
           * @description A sandbox never reaches a real network.
           * @default production
           * @enum {string}
           */
          readonly mode?: 'sandbox' | 'production';
          /**
           * @description Anything of yours; "maxAgents" sets the size of its agent pool.
           * @default {}
           */
          readonly settings?: {
            readonly [key: string]: unknown;
          };
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly orgId: string;
            readonly name: string;
            readonly slug: string;
            readonly adminToken: string;
            readonly message: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'organizations.suspend': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly organizationId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': Record<string, never>;
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly organizationId: string;
            /** @enum {string} */
            readonly status: 'active' | 'suspended';
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'organizations.resume': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly organizationId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': Record<string, never>;
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly organizationId: string;
            /** @enum {string} */
            readonly status: 'active' | 'suspended';
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'audit.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
        /** @description Sequence number to begin with. */
        readonly from?: number;
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly entries: readonly {
              readonly sequence: number;
              readonly at: string;
              readonly event: string;
              readonly actor: string;
              readonly target: string;
              readonly details: {
                readonly [key: string]: unknown;
              };
              readonly hash: string;
            }[];
            /** @description Give it as "from" for the rest. */
            readonly next: number | null;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'audit.verify': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly organizationId: string;
            readonly ok: boolean;
            readonly rows: number;
            readonly head: {
              readonly sequence: number;
              readonly hash: string;
            };
            /** @description Signed checkpoints that the chain was held against. */
            readonly checkpoints: number;
            readonly problems: readonly {
              readonly kind: string;
              readonly sequence: number;
              readonly message: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'providers.list': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly providers: readonly {
              readonly provider: string;
              readonly version: number;
              readonly fields: readonly string[];
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'providers.register': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          /** @description twilio, resend, … as the operator offers them. */
          readonly provider: string;
          /** @description What the vendor asks for, such as accountSid and authToken. Sealed, and never shown again. */
          readonly credentials: {
            readonly [key: string]: string;
          };
          /**
           * @description Try them with one harmless request before they are kept.
           * @default true
           */
          readonly autoVerify?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly provider: string;
            readonly verified: boolean;
            readonly capabilities: readonly string[];
            /** @description Always empty: credentials are not in the environment. */
            readonly envKeysWritten: readonly string[];
            readonly note: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'providers.remove': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly provider: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'codes.send': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly to: string;
          /** @enum {string} */
          readonly channel: 'sms' | 'whatsapp' | 'email' | 'line';
          /** @description What the code is for; the person reads it. */
          readonly purpose?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly codeId: string;
            /** @constant */
            readonly expiresIn: '5 minutes';
            readonly expiresAt: string;
            /** @enum {string} */
            readonly channel: 'sms' | 'whatsapp' | 'email' | 'line';
            readonly to: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'codes.verify': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Where the code was sent to. */
          readonly contactAddress: string;
          /**
           * @description Needed for LINE only.
           * @enum {string}
           */
          readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line';
          readonly code: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly valid: boolean;
            readonly reason?: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'billing.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
        readonly period?: 'today' | 'week' | 'month' | 'all';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly agentId?: string;
            readonly providerCost?: number;
            readonly billingCost?: number;
            readonly markupPercent?: number;
            readonly byChannel?: {
              readonly [key: string]: {
                readonly providerCost: number;
                readonly billingCost: number;
                readonly count: number;
              };
            };
            /** @enum {string} */
            readonly tier?: 'free' | 'starter' | 'pro' | 'enterprise';
            readonly billingConfig?: {
              readonly agentId: string;
              /** @enum {string} */
              readonly tier: 'free' | 'starter' | 'pro' | 'enterprise';
              readonly markupPercent: number;
              readonly billingEmail: string | null;
            };
            readonly organizationId?: string;
            readonly period: string;
            readonly globalMarkupPercent?: number;
            readonly totals?: {
              readonly providerCost: number;
              readonly billingCost: number;
              readonly revenue: number;
            };
            readonly agents?: readonly {
              readonly agentId: string;
              readonly providerCost: number;
              readonly billingCost: number;
              readonly markupPercent: number;
              readonly byChannel: {
                readonly [key: string]: {
                  readonly providerCost: number;
                  readonly billingCost: number;
                  readonly count: number;
                };
              };
              /** @enum {string} */
              readonly tier: 'free' | 'starter' | 'pro' | 'enterprise';
              readonly billingConfig: {
                readonly agentId: string;
                /** @enum {string} */
                readonly tier: 'free' | 'starter' | 'pro' | 'enterprise';
                readonly markupPercent: number;
                readonly billingEmail: string | null;
              };
              readonly organizationId: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'billing.set': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /**
           * @description Sets the caps that come with it.
           * @enum {string}
           */
          readonly tier?: 'free' | 'starter' | 'pro' | 'enterprise';
          readonly markupPercent?: number;
          /** Format: email */
          readonly billingEmail?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly billingConfig: {
              readonly agentId: string;
              /** @enum {string} */
              readonly tier: 'free' | 'starter' | 'pro' | 'enterprise';
              readonly markupPercent: number;
              readonly billingEmail: string | null;
            };
            readonly tierLimits: {
              /** @description Actions in any 60 seconds; null lifts the cap. */
              readonly maxActionsPerMinute?: number | null;
              /** @description Actions in any 60 minutes; null lifts the cap. */
              readonly maxActionsPerHour?: number | null;
              /** @description Actions in a UTC day; null lifts the cap. */
              readonly maxActionsPerDay?: number | null;
              /** @description Actions in a UTC month; null lifts the cap. */
              readonly maxActionsPerMonth?: number | null;
              /** @description Spend in a UTC day, in USD; null lifts the cap. */
              readonly maxSpendPerDay?: number | null;
              /** @description Spend in a UTC month, in USD; null lifts the cap. */
              readonly maxSpendPerMonth?: number | null;
              /** @description Calls to one number in a UTC day; null lifts the cap. */
              readonly maxCallsPerDaySameNumber?: number | null;
            };
            readonly availableTiers: readonly ('free' | 'starter' | 'pro' | 'enterprise')[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.edit': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly displayName?: string;
          readonly greeting?: string | null;
          readonly systemPrompt?: string | null;
          readonly voice?: string | null;
          readonly language?: string | null;
          /** @enum {string} */
          readonly agentGender?: 'male' | 'female' | 'neutral';
          /** @description Where inbound messages are posted, signed. */
          readonly callbackUrl?: string | null;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly displayName: string;
            readonly changed: readonly string[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'agents.block': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly agentId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly agentId: string;
            readonly blockedChannels: readonly ('sms' | 'whatsapp' | 'email' | 'line' | 'voice')[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'pool.expand': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          readonly maxAgents: number;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly pool: {
              readonly maxAgents: number;
              readonly activeAgents: number;
              readonly slotsRemaining: number;
              readonly previousMax: number;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'customers.onboard': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Made up when left out. */
          readonly agentId?: string;
          readonly displayName: string;
          readonly capabilities?:
            | {
                /** @default false */
                readonly phone?: boolean;
                /** @default false */
                readonly whatsapp?: boolean;
                /** @default false */
                readonly email?: boolean;
                /** @default false */
                readonly voiceAi?: boolean;
              }
            | readonly ('sms' | 'phone' | 'voice' | 'voiceAi' | 'email' | 'whatsapp')[];
          readonly greeting?: string;
          readonly systemPrompt?: string;
          /** @default US */
          readonly country?: string;
          readonly emailDomain?: string;
          /** @description Where inbound messages are posted, signed. */
          readonly callbackUrl?: string;
          /**
           * @default male
           * @enum {string}
           */
          readonly agentGender?: 'male' | 'female' | 'neutral';
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly provisioning: {
              readonly agentId: string;
              readonly displayName: string;
              readonly securityToken: string;
              readonly channels: {
                readonly phone: {
                  readonly number: string;
                  readonly status: string;
                } | null;
                readonly whatsapp: {
                  readonly number: string | null;
                  readonly senderSid: string | null;
                  readonly status: string;
                } | null;
                readonly email: {
                  readonly address: string;
                  readonly status: string;
                } | null;
                readonly voiceAi: {
                  readonly status: string;
                  readonly usesPhoneNumber: string | null;
                } | null;
              };
              readonly pool: {
                readonly slotsRemaining: number;
              };
            };
            readonly emailSetup: {
              readonly domain: string;
              readonly verified: boolean;
              /** @description To publish in DNS. */
              readonly records: readonly {
                readonly type: string;
                readonly name: string;
                readonly value: string;
                readonly priority?: number;
              }[];
            } | null;
            readonly webhookUrls: {
              readonly sms: string;
              readonly whatsapp: string;
              readonly email: string;
              readonly voice: string;
              readonly voiceWs: string;
            };
            readonly connectionInstructions: {
              readonly mcpEndpoint: string;
              readonly sseEndpoint: string;
              readonly messagesEndpoint: string;
              readonly restApiBase: string;
              readonly authHeader: string;
              readonly steps: readonly string[];
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'numbers.orphans': {
    readonly parameters: {
      readonly query?: {
        /** @description On whose account; its own, or the server’s. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly provider: string;
            readonly rented: number;
            readonly orphans: readonly {
              readonly number: string;
              readonly vendorId: string;
              readonly label?: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'statements.get': {
    readonly parameters: {
      readonly query?: {
        /** @description Only for the orchestrator. */
        readonly organizationId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly month: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly organizationId: string;
            readonly month: string;
            readonly currency: string;
            /** @description The month is over; nothing will be added. */
            readonly closed: boolean;
            readonly lines: readonly {
              readonly agentId: string;
              /** @enum {string} */
              readonly channel: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
              /** @description Settled in the month. */
              readonly messages: number;
              /** @description Spent on them, as far as known when they were settled. */
              readonly settledMicros: number;
              /** @description What prices that came in the month changed, for messages of any month. */
              readonly correctedMicros: number;
              readonly totalMicros: number;
              readonly markupPercent: number;
              readonly billedMicros: number;
            }[];
            readonly totals: {
              /** @description Settled in the month. */
              readonly messages: number;
              /** @description Spent on them, as far as known when they were settled. */
              readonly settledMicros: number;
              /** @description What prices that came in the month changed, for messages of any month. */
              readonly correctedMicros: number;
              readonly totalMicros: number;
              readonly billedMicros: number;
            };
          };
          readonly 'text/csv': string;
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'consent.check': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly contactAddress: string;
          /** @enum {string} */
          readonly channel: 'sms' | 'voice' | 'email' | 'whatsapp' | 'line';
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly hasConsent: boolean;
            /** @enum {string} */
            readonly status: 'none' | 'granted' | 'revoked';
            readonly consentType: string | null;
            readonly purposes: readonly string[];
            readonly grantedAt: string | null;
            readonly expiresAt: string | null;
            readonly revokedAt: string | null;
            readonly source: string | null;
            readonly message?: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'consent.record': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly contactAddress: string;
          /** @enum {string} */
          readonly channel: 'sms' | 'voice' | 'email' | 'whatsapp' | 'line';
          /**
           * @description express_written: only with the organization token.
           * @default express
           * @enum {string}
           */
          readonly consentType?: 'express' | 'implied' | 'transactional' | 'express_written';
          /**
           * @description What for. marketing: only with the organization token.
           * @default [
           *       "informational"
           *     ]
           */
          readonly purposes?: readonly ('informational' | 'marketing' | 'otp' | 'reply' | 'emergency')[];
          /** @description Where it was given: web_form, verbal, sms_optin … */
          readonly source?: string;
          /** @description The words shown, a link to the evidence. */
          readonly notes?: string;
          /** Format: date-time */
          readonly expiresAt?: string;
          /**
           * @description The person also agreed to be called outside the usual hours.
           * @default false
           */
          readonly outsideHours?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly consentId: string;
            /** @constant */
            readonly status: 'granted';
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'consent.revoke': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly contactAddress: string;
          /** @enum {string} */
          readonly channel: 'sms' | 'voice' | 'email' | 'whatsapp' | 'line';
          readonly notes?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            /** @constant */
            readonly status: 'revoked';
            readonly message?: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'consent.relate': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Agent to act as. An agent token implies it. */
          readonly agentId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly contactAddress: string;
          /** @enum {string} */
          readonly channel: 'sms' | 'voice' | 'email' | 'whatsapp' | 'line';
          /**
           * @description It lifts some do-not-call lists, never an opt-out.
           * @enum {string}
           */
          readonly relationship: 'transaction' | 'inquiry' | 'contract' | 'soft-opt-in';
          /**
           * Format: date-time
           * @description When it happened; now when left out.
           */
          readonly at?: string;
          /** Format: date-time */
          readonly expiresAt?: string;
          readonly source?: string;
          readonly notes?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly relationshipId: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'compliance.check': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          /** @description Caps that count per agent count this one. */
          readonly agentId?: string;
          readonly to: string;
          /**
           * @default sms
           * @enum {string}
           */
          readonly channel?: 'sms' | 'whatsapp' | 'email' | 'line' | 'voice';
          /**
           * @description Left out: reply when the contact wrote within 24 hours, else informational.
           * @enum {string}
           */
          readonly purpose?: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
          /**
           * @description The text, for content rules.
           * @default
           */
          readonly body?: string;
          /**
           * @description An approved WhatsApp template is sent.
           * @default false
           */
          readonly template?: boolean;
          /**
           * @description For channel voice: who speaks.
           * @default ai
           * @enum {string}
           */
          readonly voice?: 'human' | 'ai' | 'prerecorded';
          /**
           * @description For channel voice: the call opens by saying that an AI speaks.
           * @default true
           */
          readonly aiDisclosure?: boolean;
          /** @default false */
          readonly record?: boolean;
          /** @default false */
          readonly recordingAnnouncement?: boolean;
          /**
           * Format: date-time
           * @description The moment to judge; now when left out.
           */
          readonly at?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly allowed: boolean;
            readonly at: string;
            readonly decision: {
              /**
               * @description require: allowed once the remedies are done.
               * @enum {string}
               */
              readonly effect: 'allow' | 'require' | 'deny';
              /** @enum {string} */
              readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
              readonly ruleIds: readonly string[];
              readonly reasons: readonly {
                readonly ruleId: string;
                readonly citation: string;
                readonly message: string;
                readonly remedy: string;
              }[];
              readonly alsoRequired?: readonly ({
                readonly ruleId: string;
              } & {
                readonly [key: string]: unknown;
              })[];
              readonly obligations: readonly ({
                readonly ruleId: string;
              } & {
                readonly [key: string]: unknown;
              })[];
              readonly nextAllowedAt?: string;
              readonly jurisdictions: readonly string[];
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'compliance.explain': {
    readonly parameters: {
      readonly query?: {
        /** @description Agent to act as. An agent token implies it. */
        readonly agentId?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly id: string;
            /** @enum {string} */
            readonly status:
              | 'queued'
              | 'sending'
              | 'sent'
              | 'delivered'
              | 'failed'
              | 'unknown'
              | 'deferred'
              | 'refused';
            readonly decision: {
              /**
               * @description require: allowed once the remedies are done.
               * @enum {string}
               */
              readonly effect: 'allow' | 'require' | 'deny';
              /** @enum {string} */
              readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
              readonly ruleIds: readonly string[];
              readonly reasons: readonly {
                readonly ruleId: string;
                readonly citation: string;
                readonly message: string;
                readonly remedy: string;
              }[];
              readonly alsoRequired?: readonly ({
                readonly ruleId: string;
              } & {
                readonly [key: string]: unknown;
              })[];
              readonly obligations: readonly ({
                readonly ruleId: string;
              } & {
                readonly [key: string]: unknown;
              })[];
              readonly nextAllowedAt?: string;
              readonly jurisdictions: readonly string[];
              readonly at: string;
              /** @description Fingerprint of the rule packs. */
              readonly packs?: string;
            } | null;
            readonly message?: string;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'compliance.lists': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly lists: readonly {
              readonly list: string;
              readonly numbers: number;
              readonly asOf: string;
              readonly ageDays: number;
              readonly importedAt: string;
              readonly source: string;
              readonly sha256: string;
            }[];
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'compliance.sender': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          readonly postalAddress: string | null;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly postalAddress: string | null;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'privacy.export': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly address: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            readonly messages: readonly {
              readonly id: string;
              readonly agentId: string;
              readonly channel: string;
              /** @enum {string} */
              readonly purpose: 'informational' | 'marketing' | 'otp' | 'reply' | 'emergency';
              readonly from: string;
              readonly to: string;
              /** @enum {string} */
              readonly status:
                | 'queued'
                | 'sending'
                | 'sent'
                | 'delivered'
                | 'failed'
                | 'unknown'
                | 'deferred'
                | 'refused';
              readonly attempts: number;
              readonly externalId: string | null;
              readonly messageId: string | null;
              /** @description In units of the currency; null while the vendor has not said. */
              readonly cost: number | null;
              readonly createdAt: string;
              readonly updatedAt: string;
              readonly dueAt: string;
              /** @description Why it failed, was refused or waits. */
              readonly reason?: string;
              readonly ruleIds?: readonly string[];
              readonly citations?: readonly string[];
            }[];
            readonly inbox: readonly {
              readonly id: string;
              readonly agentId: string;
              readonly channel: string;
              readonly from: string;
              readonly to: string;
              readonly receivedAt: string;
              /** @description null once it was acknowledged: it is no longer kept. */
              readonly body: string | null;
              readonly subject?: string;
            }[];
            readonly consent: readonly {
              readonly id: string;
              readonly kind: string;
              readonly channel: string;
              readonly level?: string;
              readonly purposes?: readonly string[];
              readonly source?: string;
              readonly notes?: string;
              readonly at: string;
              readonly expiresAt?: string;
            }[];
            readonly lastInboundAt: {
              readonly [key: string]: string;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly 'privacy.erase': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only for the orchestrator. */
          readonly organizationId?: string;
          /** @description Number, e-mail address or LINE user id of the person. */
          readonly address: string;
        };
      };
    };
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly success: true;
            readonly erased: {
              readonly messages: number;
              readonly inbox: number;
              readonly consent: number;
            };
            /** @description Messages with a courier right now; erase again in a minute. */
            readonly underWay: number;
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  readonly ping: {
    readonly parameters: {
      readonly query?: {
        readonly message?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description What was not understood and so ignored. */
            readonly warnings?: readonly string[];
            /** @constant */
            readonly status: 'ok';
            readonly server: string;
            readonly version: string;
            readonly echo: string | null;
            readonly pool: {
              readonly maxAgents: number;
              readonly activeAgents: number;
              readonly slotsRemaining: number;
            } | null;
            readonly providers: {
              readonly [key: string]: string;
            };
          };
        };
      };
      /** @description Not done, and why. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}

/** How each operation is called: where, whether it only reads, whether an idempotency key makes it safe to repeat. */
export const routes = {
  'messages.send': { method: 'POST', path: '/send-message', readOnly: false, takesKey: true },
  'messages.get': { method: 'GET', path: '/messages/{id}', readOnly: true, takesKey: false },
  'messages.list': { method: 'GET', path: '/messages', readOnly: true, takesKey: false },
  'inbox.fetch': { method: 'GET', path: '/waiting-messages', readOnly: false, takesKey: false },
  'inbox.ack': { method: 'POST', path: '/waiting-messages/ack', readOnly: false, takesKey: false },
  'agents.list': { method: 'GET', path: '/agents', readOnly: true, takesKey: false },
  'agents.provision': { method: 'POST', path: '/provision', readOnly: false, takesKey: false },
  'agents.deprovision': { method: 'POST', path: '/deprovision', readOnly: false, takesKey: false },
  'agents.status': { method: 'GET', path: '/channel-status', readOnly: true, takesKey: false },
  'callbacks.secret': { method: 'GET', path: '/callback-secret', readOnly: true, takesKey: false },
  'tokens.list': { method: 'GET', path: '/agents/{agentId}/tokens', readOnly: true, takesKey: false },
  'tokens.rotate': { method: 'POST', path: '/agents/{agentId}/regenerate-token', readOnly: false, takesKey: false },
  'tokens.revoke': { method: 'DELETE', path: '/tokens/{tokenId}', readOnly: false, takesKey: false },
  'limits.get': { method: 'GET', path: '/agent-limits', readOnly: true, takesKey: false },
  'limits.set': { method: 'POST', path: '/agent-limits', readOnly: false, takesKey: false },
  'usage.get': { method: 'GET', path: '/usage', readOnly: true, takesKey: false },
  'organization.get': { method: 'GET', path: '/organization', readOnly: true, takesKey: false },
  'lines.list': { method: 'GET', path: '/lines', readOnly: true, takesKey: false },
  'usage.history': { method: 'GET', path: '/usage/history', readOnly: true, takesKey: false },
  'organizations.create': { method: 'POST', path: '/organizations', readOnly: false, takesKey: false },
  'organizations.list': { method: 'GET', path: '/organizations', readOnly: true, takesKey: false },
  'organizations.suspend': {
    method: 'POST',
    path: '/organizations/{organizationId}/suspend',
    readOnly: false,
    takesKey: false,
  },
  'organizations.resume': {
    method: 'POST',
    path: '/organizations/{organizationId}/resume',
    readOnly: false,
    takesKey: false,
  },
  'audit.list': { method: 'GET', path: '/audit', readOnly: true, takesKey: false },
  'audit.verify': { method: 'GET', path: '/audit/verify', readOnly: true, takesKey: false },
  'providers.register': { method: 'POST', path: '/providers', readOnly: false, takesKey: false },
  'providers.list': { method: 'GET', path: '/providers', readOnly: true, takesKey: false },
  'providers.remove': { method: 'DELETE', path: '/providers/{provider}', readOnly: false, takesKey: false },
  'codes.send': { method: 'POST', path: '/otp/send', readOnly: false, takesKey: false },
  'codes.verify': { method: 'POST', path: '/otp/verify', readOnly: false, takesKey: false },
  'billing.get': { method: 'GET', path: '/billing', readOnly: true, takesKey: false },
  'billing.set': { method: 'POST', path: '/billing/config', readOnly: false, takesKey: false },
  'agents.edit': { method: 'PATCH', path: '/agents/{agentId}', readOnly: false, takesKey: false },
  'agents.block': { method: 'POST', path: '/agents/{agentId}/blocked-channels', readOnly: false, takesKey: false },
  'pool.expand': { method: 'POST', path: '/agent-pool', readOnly: false, takesKey: false },
  'customers.onboard': { method: 'POST', path: '/onboard', readOnly: false, takesKey: false },
  'numbers.orphans': { method: 'GET', path: '/numbers/orphans', readOnly: true, takesKey: false },
  'statements.get': { method: 'GET', path: '/statements/{month}', readOnly: true, takesKey: false },
  'consent.check': { method: 'POST', path: '/consent/check', readOnly: true, takesKey: false },
  'consent.record': { method: 'POST', path: '/consent', readOnly: false, takesKey: false },
  'consent.revoke': { method: 'POST', path: '/consent/revoke', readOnly: false, takesKey: false },
  'consent.relate': { method: 'POST', path: '/consent/relationship', readOnly: false, takesKey: false },
  'compliance.check': { method: 'POST', path: '/compliance/check', readOnly: true, takesKey: false },
  'compliance.explain': { method: 'GET', path: '/messages/{id}/decision', readOnly: true, takesKey: false },
  'compliance.lists': { method: 'GET', path: '/compliance/lists', readOnly: true, takesKey: false },
  'compliance.sender': { method: 'POST', path: '/compliance/sender', readOnly: false, takesKey: false },
  'privacy.export': { method: 'POST', path: '/privacy/export', readOnly: true, takesKey: false },
  'privacy.erase': { method: 'POST', path: '/privacy/erase', readOnly: false, takesKey: false },
  ping: { method: 'GET', path: '/ping', readOnly: true, takesKey: false },
} as const;
