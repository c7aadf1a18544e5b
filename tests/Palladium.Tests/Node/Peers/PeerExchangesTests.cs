using Microsoft.Extensions.Time.Testing;
using Palladium.Node.Peers;

namespace Palladium.Tests.Node.Peers;

public sealed class PeerExchangesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Without_exchanges_nothing_is_known_and_nothing_is_lost()
    {
        Assert.Equal((null, 0), new PeerExchanges(_clock).LastMinute());
    }

    [Fact]
    public void The_round_trip_is_the_median_of_the_status_questions_alone()
    {
        var exchanges = new PeerExchanges(_clock);
        foreach (var milliseconds in new[] { 900, 2, 4 })
        {
            exchanges.Succeeded(TimeSpan.FromMilliseconds(milliseconds));
        }

        exchanges.Succeeded();

        Assert.Equal((4, 0), exchanges.LastMinute());
    }

    [Fact]
    public void What_failed_while_the_peer_was_away_is_no_loss_once_it_is_back()
    {
        var exchanges = new PeerExchanges(_clock);
        exchanges.Failed();
        exchanges.BeginAnew();
        exchanges.Succeeded(TimeSpan.FromMilliseconds(3));

        Assert.Equal((3, 0), exchanges.LastMinute());
    }

    [Fact]
    public void Failed_exchanges_count_as_loss_until_they_are_a_minute_old()
    {
        var exchanges = new PeerExchanges(_clock);
        exchanges.Failed();
        _clock.Advance(TimeSpan.FromSeconds(30));
        exchanges.Succeeded();
        Assert.Equal((null, 50), exchanges.LastMinute());

        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((null, 0), exchanges.LastMinute());

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((null, 0), exchanges.LastMinute());
    }
}
