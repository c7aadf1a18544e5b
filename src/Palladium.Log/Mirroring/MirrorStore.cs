namespace Palladium.Log;

/// <summary>
/// What a mirror holds on disk: leaves with their tiles, two signed heads with their cosignatures, and evidence of forks. One
/// caller at a time changes it.
/// </summary>
internal sealed class MirrorStore : IDisposable
{
    private readonly IDisk _disk;
    private readonly Cosignatures _cosignatures = new();
    private MirrorNotes _notes;
    private string? _published;

    /// <summary>Opens what is there; writes nothing.</summary>
    public MirrorStore(MirrorOptions options, IDisk disk, LogStore log)
    {
        _disk = disk;
        Log = log;
        Forks = new ForkStore(disk, options.Origin, options.Author);
        _notes = MirrorNotes.Read(log.Note, options.Origin, options.Author);
        if (disk.Read("checkpoint") is { } bytes && SignedNote.Parse(bytes).Value is { } note
            && Checkpoint.Parse(note.Text).Value is { } published && note.Text == _notes.Reached?.Note.Text)
        {
            foreach (var signature in note.Signatures.Except(_notes.Reached.Note.Signatures))
            {
                _cosignatures.Add(published.Size, signature);
            }
        }
    }

    /// <summary>Leaves and tiles.</summary>
    public LogStore Log { get; }

    /// <summary>Forks of the author.</summary>
    public ForkStore Forks { get; }

    /// <summary>The signed heads.</summary>
    public MirrorNotes Notes => Volatile.Read(ref _notes);

    public SignedCheckpoint? Reached => Notes.Reached is { } reached ? _cosignatures.AddTo(reached) : null;

    public SignedCheckpoint? Latest => Notes.Latest is { } latest ? _cosignatures.AddTo(latest) : null;

    public bool AddCosignature(NoteVerifierKey cosigner, NoteSignature signature)
    {
        if (Notes.Reached is not { } reached || Cosignature.Verify(cosigner, reached.Note.Text, signature) is null)
        {
            return false;
        }

        _cosignatures.Add(reached.Checkpoint.Size, signature);
        return true;
    }

    /// <summary>
    /// Makes verified leaves and the heads beside them durable. More than the journal holds goes in pieces: each is a prefix of
    /// the latest signed head.
    /// </summary>
    public void Commit(ReadOnlyMemory<byte>[] leaves, TreeHash[] hashes, MirrorNotes notes)
    {
        var length = notes.ToBytes().Length;
        var done = 0;
        do
        {
            var count = Fitting(leaves.AsSpan(done), length);
            var piece = leaves[done..(done + count)];
            var last = done + count == leaves.Length;
            var noteHere = last ? notes : new MirrorNotes(_notes.Reached, notes.Latest);
            if (Log.MustFlush(JournalRecord.PayloadOf(piece, length)))
            {
                Log.Flush(forRoom: true);
            }

            Log.Commit(piece, hashes[done..(done + count)], noteHere.ToBytes());
            Volatile.Write(ref _notes, noteHere);
            done += count;
        }
        while (done < leaves.Length);
    }

    /// <summary>Writes the tiles of what is held, and the reached head with the partial tiles of its size.</summary>
    public void Publish()
    {
        Log.Flush();
        if (Reached is not { } reached || reached.Note.ToString() is var text && text == _published)
        {
            return;
        }

        if (reached.Checkpoint.Size < Log.Current.Head.Size)
        {
            Log.WritePartials(reached.Checkpoint.Size);
        }

        _disk.Write([new DiskWrite("checkpoint", reached.Note.ToBytes())]);
        _published = text;
    }

    public void Dispose() => Log.Dispose();

    private int Fitting(ReadOnlySpan<ReadOnlyMemory<byte>> leaves, int note)
    {
        var room = Log.LargestPayload - JournalRecord.PayloadOf([], (2 * note) + 4096);
        var count = 0;
        while (count < leaves.Length && room >= 2 + leaves[count].Length)
        {
            room -= 2 + leaves[count++].Length;
        }

        return count;
    }
}
