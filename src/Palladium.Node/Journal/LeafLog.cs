using Palladium.Log;

namespace Palladium.Node.Journal;

/// <summary>The node's log in <c>DATA/log</c>, as the journal needs it.</summary>
internal sealed class LeafLog(LogWriter writer) : ILeafLog
{
    public long Size => writer.Head.Size;

    public Task<long> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> leaves, CancellationToken cancellation) =>
        writer.AppendAsync(leaves, cancellation);

    public IReadOnlyList<ReadOnlyMemory<byte>> Read(long from, int count) => writer.ReadLeaves(from, count);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
