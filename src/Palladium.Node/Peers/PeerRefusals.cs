using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Node.Peers;

/// <summary>Messages refused of one peer under one rule.</summary>
/// <param name="Peer">The peer's id, or <c>unknown</c> for a connection whose key nobody has.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Count">How many since the start.</param>
/// <param name="Field">The field of the last one.</param>
/// <param name="Message">The message of the last one.</param>
/// <param name="Last">When the last one came.</param>
public sealed record PeerRefusal(string Peer, string Rule, long Count, string Field, string Message, DateTimeOffset Last);

/// <summary>
/// Counts what was refused and logs it as <c>peer.refused</c>, for each peer and rule at most once a minute, so that a hostile peer
/// can't fill our log. The count stands for the rest.
/// </summary>
internal sealed class PeerRefusals(IJournal journal, TimeProvider time)
{
    private const int MostKinds = 1_000;
    private static readonly TimeSpan LogSpacing = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Peer, string Rule), PeerRefusal> _counts = new();
    private readonly ConcurrentDictionary<(string Peer, string Rule), DateTimeOffset> _logged = new();

    public event Action<PeerRefusal>? Refused;

    public IReadOnlyList<PeerRefusal> All => [.. _counts.Values.OrderBy(r => (r.Peer, r.Rule))];

    public async Task AddAsync(string peer, Refusal refusal)
    {
        var now = time.GetUtcNow();
        var key = (peer, refusal.Rule);
        if (_counts.Count >= MostKinds && !_counts.ContainsKey(key))
        {
            key = (peer, "other");
        }

        var count = _counts.AddOrUpdate(
            key,
            _ => new PeerRefusal(peer, key.Item2, 1, refusal.Field, refusal.Message, now),
            (_, old) => old with { Count = old.Count + 1, Field = refusal.Field, Message = refusal.Message, Last = now });
        Refused?.Invoke(count);
        if (!IsDue(key, now))
        {
            return;
        }

        var body = CanonicalJson.Write(new JsonObject
        {
            ["count"] = count.Count,
            ["field"] = refusal.Field,
            ["peer"] = peer,
            ["rule"] = refusal.Rule,
            ["v"] = 1,
        });
        await journal.AppendAsync(new EntryDraft(EntryKinds.PeerRefused, PurposeClass.Administration, body), CancellationToken.None);
    }

    private bool IsDue((string Peer, string Rule) key, DateTimeOffset now)
    {
        if (_logged.TryGetValue(key, out var last))
        {
            return now - last >= LogSpacing && _logged.TryUpdate(key, now, last);
        }

        return _logged.TryAdd(key, now);
    }
}
