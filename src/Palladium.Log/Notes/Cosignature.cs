using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>
/// Statement of a witness (C2SP tlog-cosignature v1, Ed25519): at <see cref="Time"/> this checkpoint was the largest
/// consistent one it had seen of this log.
/// </summary>
/// <param name="Cosigner">Whose statement it is.</param>
/// <param name="Time">Seconds since 1970-01-01 UTC, as the witness says.</param>
public sealed record Cosignature(NoteVerifierKey Cosigner, long Time)
{
    /// <summary>Cosigns the text of a checkpoint. The caller has verified that it extends all that it cosigned before.</summary>
    public static NoteSignature Create(NoteSigningKey key, string checkpointText, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(key);
        var seconds = time.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(time));
        var bytes = new byte[72];
        BinaryPrimitives.WriteInt64BigEndian(bytes, seconds);
        key.SignRaw(Message(seconds, checkpointText)).CopyTo(bytes, 8);
        return new NoteSignature(key.Name, key.CosignerKey.KeyId, bytes);
    }

    /// <summary>The statement in a signature line, if that line is a correct one by this key over this text; otherwise null.</summary>
    public static Cosignature? Verify(NoteVerifierKey key, string checkpointText, NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(signature);
        if (key.Kind != NoteKeyKind.CosignatureV1 || key.Name != signature.Name || key.KeyId != signature.KeyId
            || signature.Bytes.Length != 72)
        {
            return null;
        }

        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature.Bytes.Span);
        return seconds >= 0 && key.VerifyRaw(Message(seconds, checkpointText), signature.Bytes.Span[8..])
            ? new Cosignature(key, seconds)
            : null;
    }

    private static byte[] Message(long seconds, string checkpointText) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{checkpointText}"));
}
