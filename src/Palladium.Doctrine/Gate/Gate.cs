using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Sealing;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// The one way to protected data. It decides under the doctrine in force, writes down what it decided, and opens only when
/// that is durable. Thread-safe. Nothing here knows a superuser; with no doctrine everything is denied.
/// </summary>
/// <param name="journal">Where decisions are recorded.</param>
/// <param name="clock">The node's clock.</param>
/// <param name="openPurposes">Knows which incidents, exercises and cases are open; without it only standing plans and
/// administration are purposes.</param>
/// <param name="facts">What the node knows of its clock and of the others' logs; without it the clock is trusted, and no authority but that of
/// doctrines without a maximum age.</param>
public sealed class Gate(IJournal journal, TimeProvider clock, IOpenPurposes? openPurposes = null, IGateFacts? facts = null)
{
    private static readonly GateDecision NoDoctrine =
        new(false, GateRules.NoDoctrine, "No doctrine is in force; everything is denied.", [], "");

    private volatile Rulebook? _rules;

    /// <summary>The doctrine in force; null before the first was adopted.</summary>
    public DoctrineBundle? Doctrine => _rules?.Doctrine;

    /// <summary>The versions that still count besides it.</summary>
    public IReadOnlyList<DoctrineInGrace> InGrace => _rules is { } rules ? [.. rules.EarlierAt(clock.GetUtcNow())] : [];

    internal IJournal Journal => journal;

    internal TimeProvider Clock => clock;

    /// <summary>Puts a doctrine in force. The next decision uses it, also in sessions that are open.</summary>
    /// <param name="doctrine">The doctrine in force.</param>
    /// <param name="earlier">Versions that it replaced and that still count: what one of them does not permit is denied.</param>
    public void Adopt(DoctrineBundle doctrine, params IReadOnlyList<DoctrineInGrace> earlier) => Adopt(doctrine, earlier, null);

    /// <inheritdoc cref="Adopt(DoctrineBundle, IReadOnlyList{DoctrineInGrace})" />
    /// <param name="doctrine">The doctrine in force.</param>
    /// <param name="earlier">Versions that it replaced and that still count.</param>
    /// <param name="local">This member's own rules; null for none.</param>
    public void Adopt(DoctrineBundle doctrine, IReadOnlyList<DoctrineInGrace> earlier, LocalRules? local) =>
        _rules = new Rulebook(_rules, doctrine, earlier, local, openPurposes);

    /// <summary>What the rules say. Opens nothing and records nothing: for row filters and for telling who is entitled.</summary>
    public GateDecision Decide(GateRequest request)
    {
        var now = clock.GetUtcNow();
        var rules = _rules;
        return Decide(rules, request, Context(rules, request, now), now);
    }

    /// <summary>Decides, records the decision durably, and only then opens. A denial is recorded too.</summary>
    public async Task<GateOutcome<T>> OpenAsync<T>(Sealed<T> data, GateRequest request, CancellationToken cancellation) =>
        (await OpenAllAsync(data, [request], cancellation))[0];

    /// <summary>
    /// The same for several requests about the same data, as when one alert is released to nine members: one durable write
    /// for all entries, in the order of the requests.
    /// </summary>
    public async Task<IReadOnlyList<GateOutcome<T>>> OpenAllAsync<T>(
        Sealed<T> data, IReadOnlyList<GateRequest> requests, CancellationToken cancellation)
    {
        if (requests.Any(request => request.IsSaidElsewhere))
        {
            throw new ArgumentException("Nothing is opened to whom this node does not know from its own log.", nameof(requests));
        }

        var now = clock.GetUtcNow();
        var rules = _rules;
        var decisions = new GateDecision[requests.Count];
        var drafts = new EntryDraft[requests.Count];
        for (var i = 0; i < drafts.Length; i++)
        {
            var context = Context(rules, requests[i], now);
            decisions[i] = Decide(rules, requests[i], context, now);
            drafts[i] = new EntryDraft(
                KindOf(requests[i].RecordAs, decisions[i].Permitted), requests[i].Purpose?.Class ?? PurposeClass.Oversight,
                DecisionBody.Of(requests[i], decisions[i], rules, context, now));
        }

        IReadOnlyList<JournalEntry> entries;
        try
        {
            entries = await journal.AppendAsync(drafts, cancellation);
        }
        catch (JournalStoppedException)
        {
            return [.. decisions.Select(decision => new GateOutcome<T>(Stopped(decision), default, null, default))];
        }

        var outcomes = new GateOutcome<T>[drafts.Length];
        for (var i = 0; i < drafts.Length; i++)
        {
            outcomes[i] = new(decisions[i], Reveal(data, decisions[i]), entries[i], drafts[i].Body);
        }

        return outcomes;
    }

    /// <summary>
    /// Begins a session: one entry now, rows without entries while it lasts, one entry with the extent when it is closed. A
    /// session opens nothing by itself; every row is decided.
    /// </summary>
    public Task<GateOutcome<GateSession>> BeginSessionAsync(GateSessionRequest request, CancellationToken cancellation) =>
        GateSession.BeginAsync(this, request, cancellation);

    /// <summary>For rows of a session: the decision, and the value when permitted.</summary>
    internal static EntryKind KindOf(EntryKind recordAs, bool permitted) => (recordAs.Name, permitted) switch
    {
        ("access", true) => EntryKinds.Access,
        ("access", false) => EntryKinds.AccessDenied,
        ("release", true) => EntryKinds.Release,
        ("release", false) => EntryKinds.ReleaseDenied,
        _ => throw new ArgumentException($"A use is recorded as access or release, not as {recordAs}.", nameof(recordAs)),
    };

    internal GateOutcome<T> OpenRow<T>(Sealed<T> data, GateRequest request)
    {
        var decision = Decide(request);
        return new GateOutcome<T>(decision, Reveal(data, decision), null, default);
    }

    internal static GateDecision Stopped(GateDecision decision) => decision with
    {
        Permitted = false,
        Rule = GateRules.LogStopped,
        Words = "The log can't be written; nothing protected is opened until it can.",
    };

    /// <summary>
    /// Opens again what an own, durable release entry handed to its recipient, for sending it again: after a restart, or when
    /// the recipient was away. The entry is the permit; nothing comes out unless it records one and names the item.
    /// </summary>
    /// <param name="release">The release entry as its store hands it out.</param>
    /// <param name="bodyOf">The entry's body in what is stored.</param>
    /// <param name="itemAt">The item at an index of the own log; null when it was erased.</param>
    /// <returns>Both, opened; null when the entry records no permit, names no item, or the item is gone.</returns>
    public Resent<T>? Resend<T>(Sealed<T> release, Func<T, ReadOnlyMemory<byte>> bodyOf, Func<long, Sealed<T>?> itemAt)
        where T : class
    {
        if (_rules is null)
        {
            return null;
        }

        var recorded = release.Unseal();
        return DecisionBody.ReleasedItem(bodyOf(recorded).Span) is { } index && itemAt(index) is { } item
            ? new Resent<T>(recorded, index, item.Unseal())
            : null;
    }

    /// <summary>With <see cref="Resend"/>, the only caller of <see cref="Sealed{T}"/>'s opening there is.</summary>
    private static T? Reveal<T>(Sealed<T> data, GateDecision decision) => decision.Permitted ? data.Unseal() : default;

    /// <summary>The denial of what lacks a doctrine, a purpose or a known principal; null when policies may be asked.</summary>
    internal GateDecision? Unmet(GateRequest request) => _rules is { } rules ? rules.Unmet(request, clock.GetUtcNow()) : NoDoctrine;

    private CedarRecord Context(Rulebook? rules, GateRequest request, DateTimeOffset now)
    {
        var context = GateContext.Of(request, now);
        return rules is { AsksForConfirmation: true }
            ? GateContext.Confirmed(context, request.Purpose is { } purpose && openPurposes?.IsConfirmed(purpose, request.Principal) == true)
            : context;
    }

    private GateDecision Decide(Rulebook? rules, GateRequest request, CedarRecord context, DateTimeOffset now)
    {
        var decision = rules?.Decide(request, context, now) ?? NoDoctrine;
        return decision.Permitted ? Held(rules!, request, now) ?? decision : decision;
    }

    // What the rules permit and this node cannot answer for now. Alerts are never held back.
    private GateDecision? Held(Rulebook rules, GateRequest request, DateTimeOffset now)
    {
        if (!request.IsSaidElsewhere && facts?.VouchesFor(request.Principal) == false)
        {
            return new(false, GateRules.NotVouchedFor, "What is said of whoever asks does not come from its issuer's log.", [], rules.Doctrine.Hash);
        }

        if (facts is { IsClockInDoubt: true } && !GateActions.GoesOnWithoutTime(request.Action))
        {
            return new(false, GateRules.ClockInDoubt, "This node's clock ran backwards; nothing protected is read until it is right.", [], rules.Doctrine.Hash);
        }

        if (rules.MaxAgeOf(request.Action, now) is not { } most || GateActions.IsAboutAlerts(request.Action))
        {
            return null;
        }

        var owner = request.Entities.Find(request.Resource)?.Attributes.TryGet("owner", out var value) == true ? value as CedarEntity : null;
        return owner is not null && facts?.AgeOfAuthority(owner.Uid) <= most
            ? null
            : new(
                false, GateRules.AuthorityOld, $"Who owns this has not been heard, with a log that verifies, for longer than {most} or ever.", [], rules.Doctrine.Hash);
    }
}
