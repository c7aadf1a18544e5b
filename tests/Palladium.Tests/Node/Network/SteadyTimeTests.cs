using Palladium.Node.Network;
using Palladium.Sqlite.State;
using Palladium.Tests.City;
using Palladium.Tests.Log;

namespace Palladium.Tests.Node.Network;

public sealed class SteadyTimeTests
{
    [Fact]
    public void It_stands_still_and_is_in_doubt_while_the_clock_is_behind_what_was_seen_and_over_a_restart()
    {
        using var folder = new TemporaryFolder();
        var clock = new SettableTime();
        var start = clock.Now;
        using (var state = new StateStore(folder.Path))
        {
            var time = new SteadyTime(clock, state, start);
            clock.Now = start.AddHours(1);
            Assert.Equal(clock.Now, time.GetUtcNow());
            clock.Now = start.AddHours(1).AddSeconds(-4);
            Assert.Equal(start.AddHours(1), time.GetUtcNow());
            Assert.False(time.IsInDoubt);
            clock.Now = start;
            Assert.True(time.IsInDoubt);
            Assert.Equal(start.AddHours(1), time.GetUtcNow());
            time.Store();
        }

        using var again = new StateStore(folder.Path);
        var after = new SteadyTime(clock, again, start);
        Assert.True(after.IsInDoubt);
        clock.Now = start.AddHours(1);
        Assert.False(after.IsInDoubt);
        Assert.True(new SteadyTime(clock, again, start.AddHours(2)).IsInDoubt);
        again.Remove(SteadyTime.Key);
        Assert.False(new SteadyTime(clock, again, start).IsInDoubt);
    }
}
