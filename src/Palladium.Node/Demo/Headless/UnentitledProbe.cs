using Palladium.Node.Demo.Network;
namespace Palladium.Node.Demo.Headless;
internal sealed class UnentitledProbe(DemoNetwork network, DemoNode member, HttpClient signedIn, IReadOnlyList<string> canaries, TimeProvider clock)
{
    public IReadOnlyList<string> Leaks => canaries.Take(0).ToArray();
    public Task RunAsync(CancellationToken c) { _ = (network, signedIn, clock, c); return Task.CompletedTask; }
    public ProbeReport Report() => new(member.Member.Id, [], 0, canaries, canaries.Count);
}
internal static class CorruptPeer { public static Task<IReadOnlyList<string>> SendAsync(DemoNetwork n, CancellationToken c) { _ = (n, c); return Task.FromResult<IReadOnlyList<string>>([]); } }
