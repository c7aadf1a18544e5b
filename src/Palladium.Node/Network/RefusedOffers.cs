using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;

namespace Palladium.Node.Network;

/// <summary>
/// Records that a charter or a doctrine was offered and refused. The same bytes once, and no more than sixty entries an hour: whoever offers
/// must not be able to fill the log. For one caller at a time.
/// </summary>
internal sealed class RefusedOffers(IJournal journal, TimeProvider clock)
{
    private const int MostAnHour = 60;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private DateTimeOffset _hour;

    /// <summary>Records it and gives the refusal back.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="doctrine">Hash of the doctrine that was named; null when nothing could be read.</param>
    /// <param name="offer">What was offered.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Refusal> RecordAsync(Refusal refusal, string? doctrine, ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        if (clock.GetUtcNow() - _hour >= TimeSpan.FromHours(1))
        {
            _hour = clock.GetUtcNow();
            _seen.Clear();
        }

        if (_seen.Count < MostAnHour && _seen.Add(Convert.ToHexStringLower(SHA256.HashData(offer.Span))))
        {
            await journal.AppendAsync(
                new EntryDraft(EntryKinds.DoctrineRefused, PurposeClass.Administration, CanonicalJson.Write(new JsonObject
                {
                    ["doctrine"] = doctrine,
                    ["rule"] = refusal.Rule,
                })),
                cancellation);
        }

        return refusal;
    }
}
