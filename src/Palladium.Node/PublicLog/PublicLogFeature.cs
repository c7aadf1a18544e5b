using Palladium.Node.Configuration;
using Palladium.Node.Hosting;

namespace Palladium.Node.PublicLog;

/// <summary>What outsiders see of the log.</summary>
internal sealed class PublicLogFeature : INodeFeature
{
    public void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddEndpoints<LogFileEndpoints>();
    }
}
