using System.Text;
using Palladium.Federation.Charter;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Records;

namespace Palladium.Node.Peers;

/// <summary>The verified copies of the other members' logs, in <c>DATA/mirrors/MEMBER</c>.</summary>
internal sealed class PeerMirrors : IAsyncDisposable
{
    private readonly SortedDictionary<MemberId, MirrorLog> _mirrors = [];

    public PeerMirrors(NetworkCharter charter, MemberId self, string dataFolder, TimeProvider time)
    {
        foreach (var member in charter.Members.Where(member => member.Id != self))
        {
            _mirrors[member.Id] = MirrorLog.Open(new MirrorOptions
            {
                Directory = Path.Combine(dataFolder, "mirrors", member.Id.Name),
                Origin = LogOrigin.Of(charter.Network, member.Id),
                Author = KeyOf(member.Keys.Log),
                Time = time,
                JournalLength = 2 << 20,
            });
        }
    }

    public IEnumerable<KeyValuePair<MemberId, MirrorLog>> All => _mirrors;

    public IReadOnlyDictionary<MemberId, long> Sizes => _mirrors.ToDictionary(pair => pair.Key, pair => pair.Value.Head.Size);

    public MirrorLog? Find(MemberId author) => _mirrors.GetValueOrDefault(author);

    /// <summary>Extends a mirror. The value is its size; refused on a gap too (rule <c>push.gap</c>), which is no one's fault.</summary>
    public async Task<(MirrorResult? Result, Refusal? Refusal)> ExtendAsync(
        MemberId author, LogSection section, int maxLeaves, CancellationToken cancellation)
    {
        if (Find(author) is not { } mirror)
        {
            return (null, new Refusal("author", "push.author", "No log of that name is mirrored here."));
        }

        if (section.OldSize < 0 || section.Leaves.Count > maxLeaves || section.Leaves.Any(leaf => leaf is null or { Length: > 65_535 }))
        {
            return (null, new Refusal("leaves", "push.limits", $"A section has at most {maxLeaves} leaves of at most 65,535 bytes."));
        }

        var result = await mirror.ExtendAsync(
            section.OldSize, [.. section.Leaves.Select(leaf => (ReadOnlyMemory<byte>)leaf)],
            Encoding.UTF8.GetBytes(section.Checkpoint), null, cancellation);
        return (result, result.Outcome switch
        {
            MirrorOutcome.Extended or MirrorOutcome.NothingNew => null,
            MirrorOutcome.Gap => Of(result, "push.gap"),
            MirrorOutcome.Fork => Of(result, "push.fork"),
            MirrorOutcome.BadSignature => Of(result, "push.signature"),
            _ => Of(result, "push.root"),
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in _mirrors.Values)
        {
            await mirror.DisposeAsync();
        }
    }

    /// <summary>A key out of a charter that was verified; anything else is a bug.</summary>
    internal static NoteVerifierKey KeyOf(string text) =>
        NoteVerifierKey.Parse(text).Value ?? throw new InvalidOperationException("A key of the charter does not parse.");

    private static Refusal Of(MirrorResult result, string rule) => new(
        result.Refusal?.Field ?? "checkpoint", rule, result.Refusal?.Rule ?? $"The section was taken as {result.Outcome}.");
}
