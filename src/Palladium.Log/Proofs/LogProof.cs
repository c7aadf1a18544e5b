using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>
/// Everything that shows offline that an entry is in a log (C2SP tlog-proof, <c>.tlog-proof</c> files): its index, the
/// inclusion proof, and the signed checkpoint with its cosignatures. Parsed is not verified: see <see cref="Verify"/>.
/// </summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Hashes">The inclusion proof, from the leaf upwards.</param>
/// <param name="Checkpoint">The checkpoint's note.</param>
public sealed record LogProof(long Index, IReadOnlyList<TreeHash> Hashes, SignedNote Checkpoint)
{
    private const string First = "c2sp.org/tlog-proof@v1";

    /// <summary>Data that came with the proof, or null. Nothing vouches for it.</summary>
    public ReadOnlyMemory<byte>? Extra { get; init; }

    /// <summary>Reads a proof. Refuses whatever the specification excludes, and indexes above 2^63 - 1.</summary>
    public static LogOutcome<LogProof> Parse(ReadOnlySpan<byte> bytes)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return new LogRefusal("proof", "must be valid UTF-8");
        }

        var end = bytes.IndexOf("\n\n"u8);
        if (end < 0)
        {
            return new LogRefusal("proof", "must have an empty line before its checkpoint");
        }

        var lines = Encoding.UTF8.GetString(bytes[..end]).Split('\n');
        var at = 1;
        byte[]? extra = null;
        if (lines.Length > at && lines[at].StartsWith("extra ", StringComparison.Ordinal))
        {
            extra = LogLines.Base64(lines[at++]["extra ".Length..]);
            if (extra is not { Length: > 0 })
            {
                return new LogRefusal("proof.extra", "must be base64, and absent when there is no extra data");
            }
        }

        if (lines[0] != First)
        {
            return new LogRefusal("proof", $"must begin with the line {First}");
        }

        if (lines.Length <= at || !LogLines.TryNumber(lines[at++], "index", out var index))
        {
            return new LogRefusal("proof.index", "must be the word index, a space and a decimal number without leading zeros below 2^63");
        }

        if (LogLines.Hashes(lines.AsSpan(at)) is not { } hashes)
        {
            return new LogRefusal("proof.hash", $"must be at most {LogLines.MostHashes} lines of 32 bytes in base64");
        }

        var note = SignedNote.Parse(bytes[(end + 2)..]);
        return note.Value is null
            ? note.Refusal!
            : new LogProof(index, hashes, note.Value) { Extra = extra is null ? default(ReadOnlyMemory<byte>?) : extra };
    }

    /// <summary>
    /// The checkpoint that the entry is proven to be in, if the author signed it for this origin and the proof leads from the
    /// leaf hash to its root. How many must have cosigned it is for the caller to decide: <see cref="SignedCheckpoint.CosignedBy"/>.
    /// </summary>
    public LogOutcome<SignedCheckpoint> Verify(TreeHash leaf, string origin, NoteVerifierKey author)
    {
        var signed = SignedCheckpoint.Open(Checkpoint, origin, author);
        return signed.Value is not { } head || new InclusionProof(Index, head.Checkpoint.Size, Hashes).Verify(leaf, head.Checkpoint.Root)
            ? signed
            : new LogRefusal("proof.hash", "must lead from the entry to the root of the checkpoint");
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(First).Append('\n');
        if (Extra is { Length: > 0 } extra)
        {
            text.Append("extra ").Append(Convert.ToBase64String(extra.Span)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(hash).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').Append(Checkpoint).ToString());
    }
}
