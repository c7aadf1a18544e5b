using System.Text.Json.Nodes;
using Palladium.Doctrine.Entities;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Records.Sealing;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// A while of looking: one entry at its beginning, one with its extent at its end, none for each row. Every row is decided
/// under the doctrine that is in force at that moment, so a permit that no longer holds ends with the next row. Thread-safe.
/// </summary>
public sealed class GateSession : IAsyncDisposable
{
    private readonly Gate _gate;
    private readonly GateSessionRequest _request;
    private readonly SessionExtent _extent = new();
    private int _closed;

    private GateSession(Gate gate, GateSessionRequest request, JournalEntry entry)
    {
        _gate = gate;
        _request = request;
        Entry = entry;
    }

    /// <summary>The entry that records its beginning.</summary>
    public JournalEntry Entry { get; }

    /// <summary>The entities that every row needs: the principal's.</summary>
    public EntitySlice Entities => _request.Entities;

    /// <summary>Whether rows may still be opened.</summary>
    public bool IsOpen => Volatile.Read(ref _closed) == 0 && (_request.Until is not { } until || _gate.Clock.GetUtcNow() < until);

    /// <summary>Opens one row, or denies it.</summary>
    public GateOutcome<T> Open<T>(Sealed<T> data, GateRow row)
    {
        var outcome = Refusal(row) is { } denial
            ? new GateOutcome<T>(denial, default, null, default)
            : _gate.OpenRow(data, RequestFor(row));
        _extent.Count(row, outcome.Permitted);
        return outcome;
    }

    /// <summary>Whether a row would be opened: for counts and filters, which must not tell of what may not be seen.</summary>
    public GateDecision Decide(GateRow row) => Refusal(row) ?? _gate.Decide(RequestFor(row));

    /// <summary>Ends it and records its extent, once. Nothing is opened afterwards.</summary>
    /// <exception cref="JournalStoppedException">The extent could not be recorded. The session is over all the same.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        var body = CanonicalJson.Write(new JsonObject
        {
            ["access"] = Entry.Header.Id.Hex,
            ["at"] = DecisionBody.Time(_gate.Clock.GetUtcNow()),
            ["extent"] = _extent.ToJson(),
            ["subject"] = _request.Subject,
        });
        await _gate.Journal.AppendAsync(new EntryDraft(EntryKinds.AccessClosed, _request.Purpose!.Class, body), cancellation);
    }

    /// <inheritdoc cref="CloseAsync" />
    public ValueTask DisposeAsync() => CloseAsync(CancellationToken.None);

    internal static async Task<GateOutcome<GateSession>> BeginAsync(
        Gate gate, GateSessionRequest request, CancellationToken cancellation)
    {
        var decision = SessionDecision.Of(gate, request);
        var body = SessionDecision.Body(request, decision, gate.Clock.GetUtcNow());
        var kind = Gate.KindOf(request.RecordAs, decision.Permitted);
        try
        {
            var draft = new EntryDraft(kind, request.Purpose?.Class ?? PurposeClass.Oversight, body);
            var entry = await gate.Journal.AppendAsync(draft, cancellation);
            return new(decision, decision.Permitted ? new GateSession(gate, request, entry) : null, entry, body);
        }
        catch (JournalStoppedException)
        {
            return new(Gate.Stopped(decision), null, null, default);
        }
    }

    private GateDecision? Refusal(GateRow row)
    {
        var hash = _gate.Doctrine?.Hash ?? "";
        if (!IsOpen)
        {
            return new(false, GateRules.SessionOver, "This session is over.", [], hash);
        }

        return _request.Actions.Contains(row.Action, StringComparer.Ordinal)
            ? null
            : new(false, GateRules.UnknownAction, $"This session was not begun for '{row.Action}'.", [], hash);
    }

    private GateRequest RequestFor(GateRow row) => new()
    {
        Principal = _request.Principal,
        Action = row.Action,
        Resource = row.Resource,
        Entities = row.Entities,
        Purpose = _request.Purpose,
        ForWhom = _request.ForWhom,
        MadeUnder = _request.MadeUnder,
        LookBack = row.LookBack,
        Until = _request.Until,
    };
}
