using System.Collections.Concurrent;
using System.Globalization;
using Palladium.Federation.Charter;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;

namespace Palladium.Node.Peers;

/// <summary>
/// Up to which size each member cosigned each log, and up to which it holds it. A cosignature counts only after it was verified
/// here over the tree that is held here; what a member holds is what it said, and is shown as that. Thread-safe.
/// </summary>
public sealed class WitnessBook
{
    private readonly ConcurrentDictionary<(MemberId Author, MemberId Cosigner), CosignedHead> _cosigned = new();
    private readonly ConcurrentDictionary<(MemberId Author, MemberId Holder), long> _held = new();
    private readonly Dictionary<MemberId, NoteVerifierKey> _keys;

    internal WitnessBook(NetworkCharter charter) =>
        _keys = charter.Members.ToDictionary(member => member.Id, member => PeerMirrors.KeyOf(member.Keys.Cosign));

    /// <summary>The members whose verified cosignature covers that many entries of a log, in the order of their names.</summary>
    public IReadOnlyList<MemberId> CosignersOf(MemberId author, long size) => size <= 0 ? [] :
        [.. _cosigned.Where(known => known.Key.Author == author && known.Value.Size >= size).Select(known => known.Key.Cosigner).Order()];

    /// <summary>How many entries of a log that many members cosigned; 0 when fewer cosigned any.</summary>
    public long CosignedBy(MemberId author, int members) => members <= 0 ? 0 :
        _cosigned.Where(known => known.Key.Author == author).Select(known => known.Value.Size).OrderDescending().ElementAtOrDefault(members - 1);

    /// <summary>The members other than the author that said they hold that many entries of a log, in the order of their names.</summary>
    public IReadOnlyList<MemberId> HoldersOf(MemberId author, long size) =>
        [.. _held.Where(known => known.Key.Author == author && known.Value >= size).Select(known => known.Key.Holder).Order()];

    /// <summary>The newest cosignature of each member over a log, to tell others of it.</summary>
    internal IReadOnlyList<CosignedHead> HeadsOf(MemberId author) => [.. _cosigned.Where(known => known.Key.Author == author).Select(known => known.Value)];

    /// <summary>A member said how much it holds. Less than before counts too: it may have lost its disk.</summary>
    internal void Holds(MemberId author, MemberId holder, long size)
    {
        if (author != holder)
        {
            _held[(author, holder)] = size;
        }
    }

    /// <summary>
    /// Takes in what a member says of who cosigned its log. Sizes that are not held here yet are left for the next time; a
    /// cosignature that is not over the tree held here is refused.
    /// </summary>
    internal Refusal? Take(MemberId author, LogReader held, string origin, IReadOnlyList<CosignedHead> told)
    {
        foreach (var head in told.Where(head => head.Size > 0 && head.Size <= held.Head.Size).Take(_keys.Count))
        {
            var signature = NoteSignature.Parse(head.Cosignature).Value;
            var cosigner = signature is null ? default : _keys.FirstOrDefault(known => known.Value.KeyId == signature.KeyId && known.Value.Name == signature.Name);
            if (signature is not null && cosigner.Value is not null && _cosigned.GetValueOrDefault((author, cosigner.Key))?.Size >= head.Size)
            {
                continue;
            }

            var text = new Checkpoint(origin, head.Size, held.RootAt(head.Size)).ToText();
            if (signature is null || cosigner.Value is null || Cosignature.Verify(cosigner.Value, text, signature) is null)
            {
                return new Refusal("cosigned", "status.cosignature", string.Create(
                    CultureInfo.InvariantCulture, $"A cosignature at {head.Size} entries is not a member's over the tree that is held here."));
            }

            Cosigned(author, cosigner.Key, head);
        }

        return null;
    }

    /// <summary>Notes a cosignature that the caller verified or made.</summary>
    internal void Cosigned(MemberId author, MemberId cosigner, CosignedHead head)
    {
        if (author != cosigner)
        {
            _cosigned.AddOrUpdate((author, cosigner), head, (_, known) => known.Size > head.Size ? known : head);
        }
    }
}
