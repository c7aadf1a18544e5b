using System.Globalization;
using System.Text;
using Palladium.Log;

namespace Palladium.Tests.Log;

internal static class LogSamples
{
    public const string Origin = "test.palladium.invalid/police";

    public static NoteSigningKey Key(string name = Origin)
    {
        var seed = new byte[32];
        seed[0] = 7;
        return NoteSigningKey.FromSeed(name, seed);
    }

    public static ReadOnlyMemory<byte> Leaf(long index, string text = "entry") =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text} {index}"));

    public static List<ReadOnlyMemory<byte>> Leaves(long from, int count, string text = "entry") =>
        [.. Enumerable.Range(0, count).Select(i => Leaf(from + i, text))];

    public static TreeHash NaiveRoot(int size, string text = "entry") =>
        MerkleTree.Root(Leaves(0, size, text).Select(l => MerkleTree.Leaf(l.Span)).ToArray());

    public static LogWriter Writer(IDisk disk, NoteSigningKey key, TimeProvider? time = null) => LogWriter.Open(new LogWriterOptions
    {
        Disk = disk,
        Key = key,
        JournalLength = 64 << 10,
        PublishInterval = time is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1),
        Time = time ?? TimeProvider.System,
    });

    public static byte[] Note(NoteSigningKey key, long size, TreeHash root) =>
        SignedCheckpoint.Sign(key, new Checkpoint(key.Name, size, root)).Note.ToBytes();
}
