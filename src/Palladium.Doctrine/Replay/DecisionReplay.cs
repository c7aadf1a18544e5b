using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Gate;

namespace Palladium.Doctrine.Replay;

/// <summary>Decisions of one kind that another doctrine would make otherwise. Says nothing of who and what.</summary>
/// <param name="Action">The action.</param>
/// <param name="WouldPermit">Whether it would be permitted; it was the other way.</param>
/// <param name="Was">The rule that decided.</param>
/// <param name="WouldBe">The rule that would decide.</param>
/// <param name="Words">That rule in plain words.</param>
/// <param name="Count">How many.</param>
public sealed record ReplayDifference(string Action, bool WouldPermit, string Was, string WouldBe, string Words, int Count);

/// <summary>What became of the recorded decisions.</summary>
/// <param name="Alike">Would be decided the same way.</param>
/// <param name="Otherwise">Would be decided otherwise, by action and rules, the most frequent first.</param>
/// <param name="Erased">Their bodies were erased: they cannot be asked again.</param>
/// <param name="OfTheMoment">Denied for a fact of that moment, such as a log that was stopped or a purpose that was not open, whatever the rules say.</param>
/// <param name="Own">Decided by the member's own rules, which are no part of a doctrine.</param>
/// <param name="Unasked">The other doctrine asks for what was not recorded then, or the body is of another form.</param>
/// <param name="Sessions">Beginnings of sessions: their rows are not recorded one by one.</param>
public sealed record ReplaySummary(
    int Alike, IReadOnlyList<ReplayDifference> Otherwise, int Erased, int OfTheMoment, int Own, int Unasked, int Sessions);

/// <summary>
/// Asks a doctrine what was asked of another one before, on the same entities and at the same time, taking every purpose that was open as open.
/// For one thread at a time.
/// </summary>
/// <param name="doctrine">The doctrine that would be in force.</param>
public sealed class DecisionReplay(DoctrineBundle doctrine)
{
    private static readonly HashSet<string> Moments = new(StringComparer.Ordinal)
    {
        GateRules.NoDoctrine, GateRules.LogStopped, GateRules.PurposeNotOpen, GateRules.SessionOver, GateRules.OtherVersion, GateRules.AuthorityOld, GateRules.ClockInDoubt, GateRules.NotVouchedFor,
    };

    private readonly Decider _decider = new(doctrine, new AllPurposesOpen());
    private readonly Dictionary<(string Action, bool WouldPermit, string Was, string WouldBe), (string Words, int Count)> _otherwise = [];
    private int _alike, _erased, _moments, _own, _unasked, _sessions;

    /// <summary>What was found so far.</summary>
    public ReplaySummary Summary => new(
        _alike,
        [
            .. _otherwise.Select(pair => new ReplayDifference(pair.Key.Action, pair.Key.WouldPermit, pair.Key.Was, pair.Key.WouldBe, pair.Value.Words, pair.Value.Count))
                .OrderByDescending(difference => difference.Count).ThenBy(difference => difference.Action, StringComparer.Ordinal)
                .ThenBy(difference => difference.WouldBe, StringComparer.Ordinal),
        ],
        _erased, _moments, _own, _unasked, _sessions);

    /// <summary>Counts a body that was erased.</summary>
    public void TakeErased() => _erased++;

    /// <summary>Asks again what a body holds.</summary>
    public void Take(ReadOnlySpan<byte> body)
    {
        if (RecordedDecision.Read(body) is { } recorded)
        {
            Take(recorded);
        }
        else if (RecordedDecision.IsSession(body))
        {
            _sessions++;
        }
        else
        {
            _unasked++;
        }
    }

    private void Take(RecordedDecision recorded)
    {
        if (Moments.Contains(recorded.Rule))
        {
            _moments++;
            return;
        }

        if (recorded.Rule.StartsWith(LocalRules.Prefix, StringComparison.Ordinal))
        {
            _own++;
            return;
        }

        // A doctrine that asks whether an incident was confirmed gets "no" where nobody had asked.
        var context = recorded.Context.Has(GateContext.ConfirmedName) ? recorded.Context : GateContext.Confirmed(recorded.Context, false);
        var now = _decider.Decide(recorded.Request, context);
        if (now.Rule is GateRules.RequestInvalid or GateRules.EntityInvalid && recorded.Rule != now.Rule)
        {
            _unasked++;
        }
        else if (now.Permitted == recorded.Permitted)
        {
            _alike++;
        }
        else
        {
            var key = (recorded.Request.Action, now.Permitted, recorded.Rule, now.Rule);
            _otherwise[key] = (now.Words, _otherwise.GetValueOrDefault(key).Count + 1);
        }
    }
}
