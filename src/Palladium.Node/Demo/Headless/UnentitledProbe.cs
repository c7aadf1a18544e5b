using System.Net.Http.Headers;
using Palladium.Node.Demo.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// A member that asks for what it may not have, over every route there is: its own node's API with a person's session and
/// with a token, the other nodes with the same, everything public, live streams, sensors' and positions' ports, and the peer
/// protocol with its real certificate. Whatever it receives is searched for words that only others may know.
/// </summary>
/// <param name="network">Where the nodes are; nothing of the other members is touched but their ports.</param>
/// <param name="member">The member it acts as, with the keys and the token of its folder.</param>
/// <param name="signedIn">Its operator's session; stays the caller's. Its cookie goes to every port of the host.</param>
/// <param name="canaries">The words, lower-case letters and digits.</param>
/// <param name="clock">Time.</param>
internal sealed class UnentitledProbe(
    DemoNetwork network, DemoNode member, HttpClient signedIn, IReadOnlyList<string> canaries, TimeProvider clock)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly ProbeLedger _ledger = new(canaries);
    private int _rounds;

    /// <summary>Route and number of the canary of each leak; what stood around it is told to nobody.</summary>
    public IReadOnlyList<string> Leaks => _ledger.Leaks;

    /// <summary>How often everything that its own node may have was asked for.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>Tries everything again and again until cancelled, and finishes then without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var bareHttp = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
        var session = new ProbeClient(signedIn, _ledger, clock);
        var bare = new ProbeClient(bareHttp, _ledger, clock);
        var known = new ProbeKnowledge();
        using var peers = new ProbePeers(network, member, session, known, _ledger, clock);
        var own = new ProbeOwnNode(network, member, session, bare, known, _ledger);
        var others = new ProbeOtherNodes(network, member, session, bare, known);
        var sockets = new ProbeSockets(network, member, bare, _ledger, clock);
        await Task.WhenAll(
            AgainAsync(OwnAsync, cancellation),
            AgainAsync(OthersAsync, cancellation),
            AgainAsync(sockets.PositionsAsync, cancellation),
            UntilAsync(OnceAsync, cancellation),
            UntilAsync(sockets.ListenAsync, cancellation),
            Task.WhenAll(network.Nodes.Select(node => AgainAsync(stop => StreamAsync(node, session, bare, stop), cancellation))));

        async Task OwnAsync(CancellationToken stop)
        {
            await own.RoundAsync(stop);
            Interlocked.Increment(ref _rounds);
            await peers.RepeatAsync(stop);
        }

        async Task OthersAsync(CancellationToken stop)
        {
            await peers.PullAsync(stop);
            await others.RoundAsync(stop);
        }

        // Loud or the same every time: once, when there is something to ask for.
        async Task OnceAsync(CancellationToken stop)
        {
            await own.MapAsync(stop);
            await others.TricksAsync(stop);
            while (Rounds == 0)
            {
                await Task.Delay(Rest, clock, stop);
            }

            await peers.ForgeAsync(stop);
        }
    }

    /// <summary>What was tried so far.</summary>
    public ProbeReport Report()
    {
        var routes = _ledger.Routes;
        return new ProbeReport(member.Member.Id, routes, routes.Sum(route => route.Bytes), canaries, canaries.Count);
    }

    private async Task StreamAsync(DemoNode node, ProbeClient session, ProbeClient bare, CancellationToken cancellation)
    {
        var address = new Uri(node.Http, PalladiumRoutes.Stream);
        var route = node == member ? "live stream, own" : "live stream, others'";
        using var withCookie = new HttpRequestMessage(HttpMethod.Get, address);
        using var withToken = new HttpRequestMessage(HttpMethod.Get, address);
        withToken.Headers.Authorization = new AuthenticationHeaderValue("Bearer", member.FieldToken);
        await Task.WhenAll(session.FollowAsync(route, withCookie, cancellation), bare.FollowAsync(route, withToken, cancellation));
        await Task.Delay(Rest, clock, cancellation);
    }

    private async Task AgainAsync(Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await UntilAsync(act, cancellation);
            await Task.Delay(Rest, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task UntilAsync(Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            await act(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Its time is over.
        }
    }
}
