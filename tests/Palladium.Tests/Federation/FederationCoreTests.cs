using Palladium.Federation.Delivery;
using Palladium.Records;

namespace Palladium.Tests.Federation;

/// <summary>The core on a network that loses, repeats and reorders, with nodes that crash; every schedule comes from its seed.</summary>
public sealed class FederationCoreTests
{
    private static readonly FederationLimits Limits = new() { MaxLeaves = 8, MaxReleases = 3, RequestTimeout = 400, MaxOutbox = 16 };

    [Fact]
    public void After_any_schedule_of_losses_and_crashes_mirrors_are_equal_and_no_release_is_lost()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var simulation = new Simulation(seed, nodes: 4, Limits);
            simulation.Run(steps: 400, hostile: true);
            simulation.Run(steps: 2_500, hostile: false);
            simulation.CheckHealed();
        }
    }

    [Fact]
    public void One_request_per_peer_is_under_way_and_the_newest_head_stands_for_all_before_it()
    {
        var peer = MemberId.Of("b");
        var core = new FederationCore(0, new Dictionary<MemberId, long> { [peer] = 0 }, new Dictionary<MemberId, long>(), Limits with { MaxLeaves = 100 }, () => 0);
        var status = Assert.IsType<SendStatus>(Assert.Single(core.Step(new TimePassed(), 0)));
        for (var size = 1; size <= 50; size++)
        {
            Assert.Empty(core.Step(new OwnHeadAdvanced(size), size));
        }

        var effects = core.Step(new StatusAnswered(peer, status.Ticket, new Dictionary<MemberId, long>()), 100);
        effects = [.. effects, .. core.Step(new TimePassed(), 100 + Limits.PushDelay)];

        Assert.Equal((0, 50), Assert.Single(effects.OfType<SendPush>()) is var push ? (push.From, push.To) : default);
    }

    [Fact]
    public void A_release_goes_out_in_the_same_step_with_the_leaves_that_the_peer_lacks()
    {
        var peer = MemberId.Of("b");
        var core = new FederationCore(5, new Dictionary<MemberId, long> { [peer] = 5 }, new Dictionary<MemberId, long>(), Limits, () => 0);
        var cosign = Assert.IsType<SendPush>(Assert.Single(core.Step(new TimePassed(), 0)));
        var status = core.Step(new PushAnswered(peer, cosign.Ticket, 5, 5), 1).OfType<SendStatus>().Single();
        Assert.Empty(core.Step(new StatusAnswered(peer, status.Ticket, new Dictionary<MemberId, long>()), 2));

        core.Step(new ReleaseQueued(peer, 6), 10);
        var release = Assert.Single(core.Step(new OwnHeadAdvanced(7), 10).OfType<SendReleases>());

        Assert.Equal((5, 7), (release.From, release.To));
        Assert.Equal([6], release.Releases);
    }

    private sealed class Node(MemberId id)
    {
        public MemberId Id => id;

        public List<int> Log { get; } = [];

        public Dictionary<MemberId, List<int>> Mirrors { get; } = [];

        public Dictionary<MemberId, long> Cursors { get; } = [];

        /// <summary>Release entries of the own log with recipient, and those with a verified receipt.</summary>
        public Dictionary<long, MemberId> Releases { get; } = [];

        public HashSet<long> Receipted { get; } = [];

        public HashSet<(MemberId, long)> Received { get; } = [];

        public FederationCore? Core { get; set; }

        public bool Up => Core is not null;
    }

    private sealed class Simulation
    {
        private readonly Random _random;
        private readonly FederationLimits _limits;
        private readonly List<Node> _nodes;
        private readonly List<(long At, Action Do)> _mail = [];
        private long _now;
        private long _tickets;

        public Simulation(int seed, int nodes, FederationLimits limits)
        {
            (_random, _limits) = (new Random(seed), limits);
            _nodes = [.. Enumerable.Range(0, nodes).Select(i => new Node(MemberId.Of(((char)('a' + i)).ToString())))];
            foreach (var node in _nodes)
            {
                foreach (var other in _nodes.Where(other => other != node))
                {
                    node.Mirrors[other.Id] = [];
                    node.Cursors[other.Id] = 0;
                }

                Start(node);
            }
        }

        public void Run(int steps, bool hostile)
        {
            for (var step = 0; step < steps; step++)
            {
                _now += 10;
                foreach (var node in _nodes)
                {
                    if (hostile)
                    {
                        Disturb(node);
                    }
                    else if (!node.Up)
                    {
                        Start(node);
                    }

                    Tell(node, new TimePassed(), hostile);
                }

                var due = _mail.Where(mail => mail.At <= _now).ToList();
                _mail.RemoveAll(mail => mail.At <= _now);
                due.ForEach(mail => mail.Do());
            }
        }

        public void CheckHealed()
        {
            foreach (var author in _nodes)
            {
                Assert.All(_nodes.Where(n => n != author), holder => Assert.Equal(author.Log, holder.Mirrors[author.Id]));
                Assert.Equal(author.Releases.Keys.Order(), author.Receipted.Order());
                Assert.All(author.Releases, r => Assert.Contains((author.Id, r.Key), _nodes.Single(n => n.Id == r.Value).Received));
            }
        }

        private void Disturb(Node node)
        {
            var dice = _random.NextDouble();
            if (dice < 0.01)
            {
                node.Core = null;
            }
            else if (!node.Up && dice < 0.05)
            {
                Start(node);
            }
            else if (node.Up && dice > 0.8)
            {
                node.Log.Add(_random.Next());
                if (dice > 0.9)
                {
                    var to = _nodes.Where(n => n != node).ElementAt(_random.Next(_nodes.Count - 1));
                    node.Releases[node.Log.Count - 1] = to.Id;
                    Tell(node, new ReleaseQueued(to.Id, node.Log.Count - 1), true);
                }

                Tell(node, new OwnHeadAdvanced(node.Log.Count), true);
            }
        }

        private void Start(Node node)
        {
            node.Core = new FederationCore(
                node.Log.Count, node.Cursors, node.Mirrors.ToDictionary(m => m.Key, m => (long)m.Value.Count), _limits, _random.NextDouble,
                _tickets += 1_000_000);
            Reload(node, -1);
        }

        private void Reload(Node node, long after)
        {
            foreach (var (index, to) in node.Releases.Where(r => r.Key > after && !node.Receipted.Contains(r.Key)).OrderBy(r => r.Key))
            {
                Tell(node, new ReleaseQueued(to, index), false);
            }
        }

        private void Tell(Node node, FederationInput input, bool hostile)
        {
            foreach (var effect in node.Core?.Step(input, _now) ?? [])
            {
                switch (effect)
                {
                    case PersistCursor cursor:
                        node.Cursors[cursor.Peer] = cursor.Size;
                        break;
                    case ReloadOutbox reload:
                        Post(false, () => Reload(node, -1 + (0 * reload.After)));
                        break;
                    case PeerRequest request:
                        var core = node.Core;
                        Post(hostile, () => Serve(_nodes.Single(n => n.Id == request.Peer), node, core, request, hostile));
                        break;
                }
            }
        }

        // Loss, repetition and delay of one message.
        private void Post(bool hostile, Action action)
        {
            var copies = hostile ? _random.NextDouble() switch { < 0.2 => 0, < 0.3 => 2, _ => 1 } : 1;
            for (var i = 0; i < copies; i++)
            {
                _mail.Add((_now + _random.Next(1, hostile ? 300 : 20), action));
            }
        }

        private void Serve(Node server, Node client, FederationCore? asking, PeerRequest request, bool hostile)
        {
            FederationInput answer;
            if (!server.Up)
            {
                answer = new RequestFailed(request.Peer, request.Ticket, "down");
            }
            else
            {
                Tell(server, new PeerHeard(client.Id), hostile);
                answer = Answer(server, client, request, hostile);
            }

            Post(hostile, () =>
            {
                // An answer to a run of the node that crashed meanwhile reaches nobody.
                if (ReferenceEquals(client.Core, asking) && client.Up)
                {
                    if (answer is ReleasesAnswered receipts)
                    {
                        client.Receipted.UnionWith(receipts.Receipted);
                    }

                    Tell(client, answer, hostile);
                }
            });
        }

        private FederationInput Answer(Node server, Node client, PeerRequest request, bool hostile)
        {
            switch (request)
            {
                case SendPush push:
                    Extend(server, client.Id, client.Log, push.From, push.To, hostile);
                    var size = server.Mirrors[client.Id].Count;
                    return new PushAnswered(server.Id, push.Ticket, size, size);
                case SendReleases releases:
                    Extend(server, client.Id, client.Log, releases.From, releases.To, hostile);
                    var held = server.Mirrors[client.Id].Count;
                    IReadOnlyList<long> taken = held >= releases.To ? releases.Releases : [];
                    server.Received.UnionWith(taken.Select(index => (client.Id, index)));
                    return new ReleasesAnswered(server.Id, releases.Ticket, held, held, taken, []);
                case SendPull pull:
                    var source = pull.Author == server.Id ? server.Log : server.Mirrors[pull.Author];
                    Extend(client, pull.Author, source, pull.From, Math.Min(source.Count, pull.From + pull.Max), hostile);
                    return new PullAnswered(server.Id, pull.Ticket, pull.Author);
                default:
                    var sizes = server.Mirrors.ToDictionary(m => m.Key, m => (long)m.Value.Count);
                    sizes[server.Id] = server.Log.Count;
                    return new StatusAnswered(server.Id, request.Ticket, sizes);
            }
        }

        private void Extend(Node holder, MemberId author, List<int> source, long from, long to, bool hostile)
        {
            var mirror = holder.Mirrors[author];
            if (from <= mirror.Count && to > mirror.Count)
            {
                mirror.AddRange(source[mirror.Count..(int)to]);
            }

            // At every moment a mirror is a prefix of its author's log.
            Assert.Equal(_nodes.Single(n => n.Id == author).Log.Take(mirror.Count), mirror);
            Tell(holder, new MirrorVerified(author, mirror.Count), hostile);
        }
    }
}
