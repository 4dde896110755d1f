import { describe, expect, it } from 'vitest'
import { ONE } from '../../../testing/ec2/ec2-instances.js'
import { refuseUnsupported } from './unsupported-parameters.js'

describe('a parameter of a launch that no record can stand for', () => {
  it.each<[string, object]>([
    ['InstanceMarketOptions', { InstanceMarketOptions: { MarketType: 'spot' } }],
    ['CpuOptions', { CpuOptions: { CoreCount: 1 } }],
    ['HibernationOptions.Configured', { HibernationOptions: { Configured: true } }],
    ['EnclaveOptions.Enabled', { EnclaveOptions: { Enabled: true } }],
    ['LaunchTemplate', { LaunchTemplate: { LaunchTemplateName: 'a' } }],
    ['Ipv6AddressCount', { Ipv6AddressCount: 1 }],
    ['MetadataOptions.HttpProtocolIpv6', { MetadataOptions: { HttpProtocolIpv6: 'enabled' } }],
    ['Placement.Tenancy', { Placement: { Tenancy: 'dedicated' } }],
    ['Placement.GroupName', { Placement: { GroupName: 'close' } }],
    ['NetworkInterfaces beyond the first', { NetworkInterfaces: [{}, {}] }],
    ['NetworkInterfaces.NetworkInterfaceId', { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] }],
    ['NetworkInterfaces.DeviceIndex', { NetworkInterfaces: [{ DeviceIndex: 1 }] }],
    ['BlockDeviceMappings.Ebs.KmsKeyId', { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { KmsKeyId: 'a' } }] }],
    [
      'BlockDeviceMappings.Ebs.DeleteOnTermination (volumes end with their instance)',
      { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { DeleteOnTermination: false } }] },
    ],
  ])('is refused by its name: %s', (name, over) => {
    expect(() => refuseUnsupported({ ...ONE, ...over })).toThrow(
      `The parameter ${name} is not supported: instances are records, not machines. Leave it out.`,
    )
  })

  it('is not one that asks for what is done anyway', () => {
    const usual = {
      Placement: { Tenancy: 'default', AvailabilityZone: 'us-east-1a' },
      HibernationOptions: { Configured: false },
      EnclaveOptions: { Enabled: false },
      CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
      MaintenanceOptions: { AutoRecovery: 'default' },
      PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false },
      NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: true, AssociatePublicIpAddress: true }],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } }],
    } as const
    expect(() => refuseUnsupported({ ...ONE, ...usual })).not.toThrow()
  })
})
