// What the wire does to a message by chance: delay, loss and duplication, for each ordered pair of
// nodes. Every draw is keyed by (from, to, message number), so taking one message out leaves the
// fate of all others as it was. Cuts and crashes are not chance; they are in faults.ts.
import { DelaySampler, type Delay } from "./delay.ts";
import { drawWatch } from "./draw-watch.ts";
import { bound, checkRatio, mix, stream, type Ratio, type Seed, type Stream } from "./random.ts";

/** What a link does, as it stands in a plan. */
export interface LinkRule {
  delay: Delay;
  /** The share of messages that never arrive (default: none). */
  loss?: Ratio;
  /** The share of messages that arrive a second time, after a delay of its own (default: none). */
  duplication?: Ratio;
}

/** A change to the rules of some links for a while; see `Links.change`. */
export interface LinkChange {
  /** Whether a link is meant, in this direction. */
  readonly meant: (from: number, to: number) => boolean;
  /** What the link does in place of what it did. */
  readonly rule: Partial<LinkRule>;
}

/** Message numbers are 0 … `messageNumberMax`. */
export const messageNumberMax = 0x7fff_ffff;

/** How many links with changed rules are kept ready; others are made anew. */
const changedLinksMax = 1 << 18;

/** A rule made ready for draws: u32 draws under a bound say yes. */
interface ReadyRule {
  readonly rule: LinkRule;
  readonly sampler: DelaySampler;
  readonly lossBound: number;
  readonly duplicationBound: number;
}

/** The name of the stream of which each message has its draws. */
const messages = "link message";

const never: Ratio = { numerator: 0, denominator: 1 };

/**
 * The links between n nodes. `outcome` leaves its answer in fields, so that a message costs no
 * object.
 *
 * @example
 * const links = new Links(3, seedHash(7), { delay: { kind: "constant", ms: 20 } });
 * links.setLink(0, 1, { delay: { kind: "constant", ms: 300 } });
 * links.outcome(0, 1, 0);
 * links.delayMs; // 300
 */
export class Links {
  readonly nodes: number;
  /** True if the message never arrives. */
  lost = false;
  /** How long the message is under way; without meaning if it is lost. */
  delayMs = 0;
  /** How long its copy is under way; −1 if there is none. A lost message has no copy. */
  duplicateDelayMs = -1;

  // One hash stands for (from, message number, to); each purpose hashes it once more with its key.
  // That is the same as a stream for each purpose, for a fraction of the work.
  #messages: Stream;
  #keys: PurposeKeys;
  #headSender = -1;
  #headNumber = -1;
  #head = 0;
  #rule: ReadyRule;
  /** Rules of single links by from · nodes + to. */
  readonly #overrides = new Map<number, ReadyRule>();
  /** How many links from each node have a rule of their own. */
  readonly #overridesFrom: Int32Array;
  /** Changes that are on, the newest last, and what they make of each link that was asked for. */
  #changes: readonly LinkChange[] = [];
  readonly #changed = new Map<number, ReadyRule>();

  /** @throws RangeError for a rule that makes no sense. */
  constructor(nodes: number, seed: Seed, rule: LinkRule) {
    this.nodes = nodes;
    this.#messages = stream(seed, messages);
    this.#keys = purposeKeys(seed);
    this.#rule = ready(rule, nodes);
    this.#overridesFrom = new Int32Array(nodes);
  }

  /** From now on draws come from another seed; those that were made stay. */
  reseed(seed: Seed): void {
    this.#messages = stream(seed, messages);
    this.#keys = purposeKeys(seed);
    this.#headSender = -1;
  }

  /** Replaces the rule of all links that have none of their own. */
  setDefault(rule: LinkRule): void {
    this.#rule = ready(rule, this.nodes);
    this.#changed.clear();
  }

  /** Gives one direction of a link its own rule, in place of the one it had. */
  setLink(from: number, to: number, rule: LinkRule): void {
    const key = this.#key(from, to);
    const made = ready(rule, this.nodes);
    if (!this.#overrides.has(key)) this.#overridesFrom[from]++;
    this.#overrides.set(key, made);
    this.#changed.clear();
  }

  /** Gives one direction of a link back to the default rule. */
  clearLink(from: number, to: number): void {
    if (this.#overrides.delete(this.#key(from, to))) this.#overridesFrom[from]--;
    this.#changed.clear();
  }

  /**
   * Changes the rules of some links until the function that comes back is called. Of several changes
   * to one link the newest counts.
   * @throws RangeError for a rule that makes no sense.
   */
  change(change: LinkChange): () => void {
    ready({ ...this.#rule.rule, ...change.rule }, this.nodes);
    this.#changes = [...this.#changes, change];
    this.#changed.clear();
    return () => {
      this.#changes = this.#changes.filter((other) => other !== change);
      this.#changed.clear();
    };
  }

  /**
   * Draws the fate of a message into `lost`, `delayMs` and `duplicateDelayMs`. Asking twice gives
   * the same, so a retry needs a number of its own.
   */
  outcome(from: number, to: number, messageNumber: number): void {
    const rule = this.#ruleOf(from, to);
    const hash = this.#hash(from, messageNumber, to);
    const keys = this.#keys;
    this.lost = rule.lossBound > 0 && mix(hash ^ keys.loss) < rule.lossBound;
    this.delayMs = rule.sampler.ms(from, to, mix(hash ^ keys.delay));
    this.duplicateDelayMs = -1;
    if (rule.duplicationBound === 0 || this.lost) return;
    if (mix(hash ^ keys.duplication) >= rule.duplicationBound) return;
    this.duplicateDelayMs = rule.sampler.ms(from, to, mix(hash ^ keys.duplicateDelay));
  }

  /**
   * Draws the fate of the answer to a message, on the way from its recipient back to its sender,
   * into `lost` and `delayMs`. Answers are not doubled.
   */
  answerOutcome(recipient: number, sender: number, messageNumber: number): void {
    const rule = this.#ruleOf(recipient, sender);
    const hash = this.#hash(sender, messageNumber, recipient);
    const keys = this.#keys;
    this.lost = rule.lossBound > 0 && mix(hash ^ keys.answerLoss) < rule.lossBound;
    this.delayMs = rule.sampler.ms(recipient, sender, mix(hash ^ keys.answerDelay));
    this.duplicateDelayMs = -1;
  }

  /** The draw `#messages.at3(sender, number, recipient)`, for mostly one message to many. */
  #hash(sender: number, number: number, recipient: number): number {
    if (drawWatch !== undefined) drawWatch(messages, 0, [sender, number, recipient]);
    if (sender !== this.#headSender || number !== this.#headNumber) {
      this.#headSender = sender;
      this.#headNumber = number;
      this.#head = this.#messages.head(sender, number);
    }
    return this.#messages.ofHead(this.#head, recipient);
  }

  #ruleOf(from: number, to: number): ReadyRule {
    return this.#changes.length === 0 ? this.#ownRuleOf(from, to) : this.#changedRuleOf(from, to);
  }

  #changedRuleOf(from: number, to: number): ReadyRule {
    const key = from * this.nodes + to;
    let made = this.#changed.get(key);
    if (made !== undefined) return made;
    made = this.#ownRuleOf(from, to);
    for (const { meant, rule } of this.#changes) {
      if (meant(from, to)) made = ready({ ...made.rule, ...rule }, this.nodes);
    }
    if (this.#changed.size >= changedLinksMax) this.#changed.clear();
    this.#changed.set(key, made);
    return made;
  }

  #ownRuleOf(from: number, to: number): ReadyRule {
    if (this.#overridesFrom[from] === 0) return this.#rule;
    return this.#overrides.get(from * this.nodes + to) ?? this.#rule;
  }

  #key(from: number, to: number): number {
    for (const node of [from, to]) {
      if (Number.isInteger(node) && node >= 0 && node < this.nodes) continue;
      throw new RangeError(`Node ${node} does not exist; there are 0 to ${this.nodes - 1}.`);
    }
    return from * this.nodes + to;
  }
}

/** What one message is drawn for. */
const purposes = {
  loss: "link loss",
  delay: "link delay",
  duplication: "link duplication",
  duplicateDelay: "link duplicate delay",
  answerLoss: "link answer loss",
  answerDelay: "link answer delay",
};

type PurposeKeys = Record<keyof typeof purposes, number>;

function purposeKeys(seed: Seed): PurposeKeys {
  const key = (purpose: keyof typeof purposes) => stream(seed, purposes[purpose]).at(0);
  return {
    loss: key("loss"),
    delay: key("delay"),
    duplication: key("duplication"),
    duplicateDelay: key("duplicateDelay"),
    answerLoss: key("answerLoss"),
    answerDelay: key("answerDelay"),
  };
}

function ready(rule: LinkRule, nodes: number): ReadyRule {
  const { loss = never, duplication = never } = rule;
  checkRatio("loss", loss);
  checkRatio("duplication", duplication);
  const sampler = new DelaySampler(rule.delay, nodes);
  return { rule, sampler, lossBound: bound(loss), duplicationBound: bound(duplication) };
}
