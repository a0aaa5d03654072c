// How a dialect of state resolution reads the authorisation rules where implementations depart from
// the text. Off everywhere is the text. Only resolution asks for another reading than the text's.

/** The points at which implementations read the rules differently, one switch each. */
export interface RuleReading {
  /** A join is refused where the state has no join rules. By the text a missing event means the
   * join rule `invite`, which lets in those who are invited or joined already. */
  readonly joinsNeedJoinRules: boolean;
  /** A power levels event with another state key than the empty one is not compared with the room's
   * power levels: its sender may write anything into it. The text makes no such difference. */
  readonly sideLevelsUncompared: boolean;
  /** A single level that is absent before or after (`ban`, `kick`, `state_default` …) counts as its
   * default where an event adds or removes it. By the text only levels that are there count. */
  readonly absentLevelsHaveDefaults: boolean;
  /** An absent level is its default before anything is compared, entries of `users` and `events`
   * included (`users_default`, `events_default`): writing a default down changes nothing, and
   * taking an entry out is a change to the default. By the text only levels that are there count. */
  readonly absentLevelsAreDefaults: boolean;
  /** `users_default` may be changed by anybody who may send power levels at all. By the text it is
   * guarded as the other single levels are. */
  readonly usersDefaultUncompared: boolean;
  /** Lifting a ban takes the ban level alone. By the text also the level to kick, and more power
   * than the banned user has. */
  readonly unbanTakesBanLevel: boolean;
  /** Who has left may leave again. The text refuses that. */
  readonly leavingTwiceAllowed: boolean;
  /** Who has knocked cannot join a public room without an invite. By the text anybody can who is
   * not banned. */
  readonly knockersMayNotJoin: boolean;
  /** Under a join rule that the room version does not know, members may renew their joins and the
   * invited may join. By the text nobody may join then. */
  readonly otherJoinRulesAreInvite: boolean;
  /** The join rule `knock_restricted` has its meaning from version 8 on, for knocks from 7 on. By
   * the text from version 10 on. */
  readonly knockRestrictedEarly: boolean;
  /** What a restricted join was allowed by, an invite or a voucher, is taken for the room's join
   * rule by the events that are judged next. By the text each event is judged for itself. */
  readonly restrictedJoinsStick: boolean;
}

/** The text to the letter. */
export const literalReading: RuleReading = Object.freeze({
  joinsNeedJoinRules: false,
  sideLevelsUncompared: false,
  absentLevelsHaveDefaults: false,
  absentLevelsAreDefaults: false,
  usersDefaultUncompared: false,
  unbanTakesBanLevel: false,
  leavingTwiceAllowed: false,
  knockersMayNotJoin: false,
  otherJoinRulesAreInvite: false,
  knockRestrictedEarly: false,
  restrictedJoinsStick: false,
});
