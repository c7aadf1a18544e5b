using Palladium.Node.Configuration;
using Palladium.Node.Hosting;

namespace Palladium.Node.People.Approvals;

/// <summary>Approvals by a second person. They ask the gate, and so need the network's part of the node.</summary>
internal sealed class ApprovalsFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddSingleton<Approvals>();
        services.AddEndpoints<ApprovalEndpoints>();
    }
}
