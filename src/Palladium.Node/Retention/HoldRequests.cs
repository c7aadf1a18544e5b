using System.Text;
using Palladium.Operations.Retention;
using Palladium.Sqlite.State;

namespace Palladium.Node.Retention;

/// <summary>
/// What passes between the command line and a node about holds, through the node's small store: it works beside a running node, and before
/// one is started. The log is the record; what stands here is a copy and a letter box.
/// </summary>
internal sealed class HoldRequests(StateStore state)
{
    private const string Asked = "hold.asked/";
    private const string Listed = "hold.listed/";

    /// <summary>Asks for a hold to be placed or released.</summary>
    public void Ask(HoldBody hold) => state.Set(Key(hold), Encoding.UTF8.GetString(hold.ToCanonicalBytes()));

    /// <summary>What was asked for and not taken up.</summary>
    public IReadOnlyList<HoldBody> Waiting() => Read(Asked);

    /// <summary>Those in force when the node last said so.</summary>
    public IReadOnlyList<HoldBody> InForce() => Read(Listed);

    /// <summary>A request was taken up.</summary>
    public void StrikeOff(HoldBody hold) => state.Remove(Key(hold));

    /// <summary>Says which holds are in force.</summary>
    public void Publish(IReadOnlyList<HoldBody> inForce)
    {
        foreach (var over in state.List(Listed).Keys.Except(inForce.Select(hold => Listed + hold.Hold.Hex)))
        {
            state.Remove(over);
        }

        state.Set([.. inForce.Select(hold => (Listed + hold.Hold.Hex, Encoding.UTF8.GetString(hold.ToCanonicalBytes())))]);
    }

    private static string Key(HoldBody hold) => $"{Asked}{hold.Hold.Hex}/{hold.State}";

    private List<HoldBody> Read(string prefix)
    {
        var holds = new List<HoldBody>();
        foreach (var text in state.List(prefix).Values)
        {
            if (HoldBody.Parse(Encoding.UTF8.GetBytes(text)).Accepted(out var hold, out _))
            {
                holds.Add(hold);
            }
        }

        return holds;
    }
}
