using System.Security.Cryptography;
using System.Text;

namespace Palladium.Log;

/// <summary>
/// The last checkpoint of each log that a witness cosigned, with its cosignature: one file each under <c>witness/</c>, named
/// after the SHA-256 of the origin. Not safe for several threads.
/// </summary>
public sealed class WitnessMemory(IDisk disk)
{
    private readonly Dictionary<string, SignedCheckpoint?> _read = [];

    /// <summary>What is held of a log, or null.</summary>
    /// <exception cref="LogDamagedException">What is stored is not a checkpoint of this log by one of its keys.</exception>
    public SignedCheckpoint? Latest(string origin, IReadOnlyList<NoteVerifierKey> authors)
    {
        if (!_read.TryGetValue(origin, out var latest) && disk.Read(Place(origin)) is { } bytes)
        {
            var note = SignedNote.Parse(bytes);
            var opened = note.Value is null ? note.Refusal! : SignedCheckpoint.Open(note.Value, origin, authors);
            latest = opened.Value ?? throw new LogDamagedException(Place(origin), $"{opened.Refusal!.Field} {opened.Refusal.Rule}");
            _read[origin] = latest;
        }

        return latest;
    }

    /// <summary>Keeps a checkpoint; durable when this returns.</summary>
    /// <exception cref="IOException">The disk failed. Nothing may be cosigned on the strength of it.</exception>
    public void Keep(SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        disk.Write([new DiskWrite(Place(checkpoint.Checkpoint.Origin), checkpoint.Note.ToBytes())]);
        _read[checkpoint.Checkpoint.Origin] = checkpoint;
    }

    private static string Place(string origin) => $"witness/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))}";
}
