namespace Palladium.Log;

/// <summary>Signature types of C2SP signed-note that this product uses; the value is the type byte.</summary>
public enum NoteKeyKind
{
    /// <summary>Ed25519 over the note text.</summary>
    Ed25519 = 0x01,

    /// <summary>Timestamped Ed25519 cosignature (C2SP tlog-cosignature v1).</summary>
    CosignatureV1 = 0x04,
}
