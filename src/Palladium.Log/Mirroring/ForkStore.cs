using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>Evidence of forks beside a mirror: <c>forks/N/held</c>, <c>other</c> (notes) and <c>proof</c> (base64 lines). Never deleted.</summary>
internal sealed class ForkStore
{
    private readonly IDisk _disk;
    private readonly List<ForkEvidence> _all = [];

    public ForkStore(IDisk disk, string origin, NoteVerifierKey author)
    {
        _disk = disk;
        while (disk.Read(At(_all.Count, "held")) is { } held && disk.Read(At(_all.Count, "other")) is { } other)
        {
            if (SignedCheckpoint.Open(held, origin, author).Value is not { } first
                || SignedCheckpoint.Open(other, origin, author).Value is not { } second)
            {
                throw new LogDamagedException(At(_all.Count, string.Empty), "the notes of the evidence do not verify");
            }

            _all.Add(Read(first, second, disk.Read(At(_all.Count, "proof")) ?? []));
        }
    }

    public IReadOnlyList<ForkEvidence> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public void Keep(ForkEvidence evidence)
    {
        if (All.Any(e => e.Held.Note.Text == evidence.Held.Note.Text && e.Other.Note.Text == evidence.Other.Note.Text))
        {
            return;
        }

        var hashes = evidence.LargerRootAtSmaller is { } root ? [root, .. evidence.Proof?.Hashes ?? []] : Array.Empty<TreeHash>();
        var number = All.Count;
        _disk.Write(
        [
            new DiskWrite(At(number, "held"), evidence.Held.Note.ToBytes()),
            new DiskWrite(At(number, "other"), evidence.Other.Note.ToBytes()),
            new DiskWrite(At(number, "proof"), Encoding.ASCII.GetBytes(string.Join('\n', hashes))),
        ]);
        lock (_all)
        {
            _all.Add(evidence);
        }
    }

    private static ForkEvidence Read(SignedCheckpoint held, SignedCheckpoint other, byte[] proof)
    {
        var hashes = new List<TreeHash>();
        foreach (var line in Encoding.ASCII.GetString(proof).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (TreeHash.TryParse(line, out var hash))
            {
                hashes.Add(hash);
            }
        }

        if (hashes.Count == 0)
        {
            return new ForkEvidence(held, other, null, null);
        }

        var sizes = new[] { held.Checkpoint.Size, other.Checkpoint.Size };
        var path = sizes[0] == sizes[1] ? null : new ConsistencyProof(sizes.Min(), sizes.Max(), hashes[1..]);
        return new ForkEvidence(held, other, hashes[0], path);
    }

    private static string At(int number, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"forks/{number}/{file}");
}
