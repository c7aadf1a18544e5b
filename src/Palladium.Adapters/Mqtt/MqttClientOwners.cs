namespace Palladium.Adapters.Mqtt;

/// <summary>
/// Which principal uses which client id now. MQTT lets a connection take over the session of another with the same
/// client id; here only the same principal may.
/// </summary>
internal sealed class MqttClientOwners
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Principal, int Connections)> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _asking = new(StringComparer.Ordinal);

    public bool MayUse(string clientId, string principal)
    {
        lock (_lock)
        {
            // A connection that was let in and is not yet reported as connected owns its id already.
            if ((_owners.TryGetValue(clientId, out var owner) && owner.Principal != principal)
                || (_asking.TryGetValue(clientId, out var asking) && asking != principal))
            {
                return false;
            }

            _asking[clientId] = principal;
            return true;
        }
    }

    public Task Connected(string clientId)
    {
        lock (_lock)
        {
            if (_asking.Remove(clientId, out var principal))
            {
                _owners[clientId] = (principal, _owners.GetValueOrDefault(clientId).Connections + 1);
            }
        }

        return Task.CompletedTask;
    }

    public Task Disconnected(string clientId)
    {
        lock (_lock)
        {
            if (_owners.TryGetValue(clientId, out var owner))
            {
                if (owner.Connections <= 1)
                {
                    _owners.Remove(clientId);
                }
                else
                {
                    _owners[clientId] = (owner.Principal, owner.Connections - 1);
                }
            }
        }

        return Task.CompletedTask;
    }
}
